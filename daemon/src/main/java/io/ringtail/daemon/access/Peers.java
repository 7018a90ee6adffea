package io.ringtail.daemon.access;

import java.net.InetAddress;

/** The names of addresses for logs, and whose limits apply to them. */
public final class Peers {
    private static final String LOOPBACK = "127.0.0.1";
    private static final int GROUPS_OF_NETWORK = 4;

    private Peers() {}

    /**
     * The name of an address, without the zone of IPv6. All loopback addresses have the same, since any user of this
     * machine can use each of them.
     */
    public static String address(InetAddress address) {
        if (address.isLoopbackAddress()) {
            return LOOPBACK;
        }
        String text = address.getHostAddress();
        int zone = text.indexOf('%');
        return zone < 0 ? text : text.substring(0, zone);
    }

    /** The account of an address; see {@link #account(String)}. */
    public static String account(InetAddress address) {
        return account(address(address));
    }

    /**
     * The account of what {@link #address} returns: an IPv6 address counts for its network of 64 bits, since a host can
     * choose any address of its network. Other texts are accounts themselves.
     */
    public static String account(String address) {
        String[] groups = address.split(":", -1);
        // Java writes all eight groups.
        return groups.length == 2 * GROUPS_OF_NETWORK
                ? String.join(":", groups[0], groups[1], groups[2], groups[3]) + "::/64"
                : address;
    }
}
