package io.ringtail.daemon.access;

import java.net.InetAddress;

/** The names of addresses for limits and logs. */
public final class Peers {
    private static final String LOOPBACK = "127.0.0.1";

    private Peers() {}

    /**
     * The account of an address, without the zone of IPv6. All loopback addresses are one, since any user of this
     * machine can use each of them.
     */
    public static String account(InetAddress address) {
        if (address.isLoopbackAddress()) {
            return LOOPBACK;
        }
        String text = address.getHostAddress();
        int zone = text.indexOf('%');
        return zone < 0 ? text : text.substring(0, zone);
    }
}
