package io.ringtail.daemon.http;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The addressee of a request: the {@code host[:port]} of a {@code Host} header or an absolute URI, as in RFC 3986.
 * Anything but exactly one host, with or without a port, is rejected: a user, percent-encoding, text after a bracket.
 *
 * @param host in lower case, without brackets, zone, and the dot that may end a name
 */
record Authority(String host) {
    private static final int MOST_LENGTH = 300;
    private static final int MAX_PORT = 65_535;
    private static final Pattern FORM = Pattern.compile(
            "(?:\\[(?<ip>[0-9a-f:.]{2,45})(?:%[0-9a-z._~-]{1,32})?]|(?<name>[0-9a-z_-]+(?:\\.[0-9a-z_-]+)*)\\.?)"
                    + "(?::(?<port>\\d{0,5}))?");

    /** Parses an authority; returns null if the text is not one. */
    static @Nullable Authority parse(String text) {
        if (text.length() > MOST_LENGTH) {
            return null;
        }
        Matcher form = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (!form.matches() || !isPort(form.group("port"))) {
            return null;
        }
        String ip = form.group("ip");
        if (ip == null) {
            return new Authority(form.group("name"));
        }
        return NetUtil.isValidIpV6Address(ip) ? new Authority(ip) : null;
    }

    private static boolean isPort(@Nullable String port) {
        return port == null || port.isEmpty() || Integer.parseInt(port) <= MAX_PORT;
    }

    /** Whether the host is an address, and no name. */
    boolean isAddress() {
        return NetUtil.createByteArrayFromIpAddressString(host) != null;
    }

    /** Whether the host is an address of this host only, or the name that always denotes one. */
    boolean isLoopback() {
        byte[] address = NetUtil.createByteArrayFromIpAddressString(host);
        if (address == null) {
            return host.equals("localhost");
        }
        try {
            return InetAddress.getByAddress(address).isLoopbackAddress();
        } catch (UnknownHostException impossible) {
            return false;
        }
    }
}
