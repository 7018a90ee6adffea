package io.ringtail.reader.tls;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.regex.Pattern;

/** Decides by a URL's text alone, since names can be resolved to anything, whether its host is this machine. */
public final class Loopback {
    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");

    private Loopback() {}

    /** Returns whether a host is a loopback address, or the name that always denotes one. */
    public static boolean isName(String host) {
        if (host.toLowerCase(Locale.ROOT).equals("localhost")) {
            return true;
        }
        try {
            boolean literal = host.startsWith("[") || IPV4.matcher(host).matches();
            return literal && InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException malformed) {
            return false;
        }
    }
}
