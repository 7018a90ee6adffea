package io.ringtail.daemon.access;

import java.net.InetSocketAddress;

/**
 * How far an HTTP listener can be reached, and what protects it: the one place where a bind beyond loopback is judged.
 *
 * @param address where it listens
 * @param encrypted whether it speaks TLS only
 * @param authenticated whether it accepts credentials, so that anonymous senders from elsewhere can be refused
 * @param insecure whether the operator accepts the absence of either
 */
public record Exposure(InetSocketAddress address, boolean encrypted, boolean authenticated, boolean insecure) {
    /** Whether other machines cannot reach the listener. */
    public boolean isLocal() {
        return !address.isUnresolved() && address.getAddress().isLoopbackAddress();
    }

    /** Whether other machines can reach the listener although something that protects it is missing. */
    public boolean isOpen() {
        return !isLocal() && !(encrypted && authenticated);
    }

    /** The reason not to start, as one line with the remedy; empty if there is none. */
    public String refusal() {
        return isOpen() && !insecure
                ? "http cannot be " + text() + " " + missing()
                        + ": other machines could read everything; listen on 127.0.0.1, or accept that with --insecure"
                : "";
    }

    /** The line to warn with at start; empty if nothing is missing. */
    public String warning() {
        return isOpen() && insecure
                ? "--insecure: other machines can reach " + text() + " " + missing()
                        + "; whoever does has the roles of --anonymous-roles"
                : "";
    }

    private String missing() {
        if (encrypted) {
            return "without authentication";
        }
        return authenticated ? "without TLS" : "without TLS and authentication";
    }

    private String text() {
        String host = address.getHostString();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
    }
}
