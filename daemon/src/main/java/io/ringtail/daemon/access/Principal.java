package io.ringtail.daemon.access;

import java.util.Set;

/**
 * The originator of a request, as far as the daemon can tell.
 *
 * @param name who it is: {@code uid 1000 (alice)}, {@code token ops}, {@code certificate CN=collector}, or {@code
 *     anonymous}. It contains no control characters
 * @param from where it is: an address without its port, or {@code local pid 4711}
 * @param roles what it may do
 * @param origin how it reached the daemon
 */
public record Principal(String name, String from, Set<Role> roles, Origin origin) {
    private static final String ANONYMOUS = "anonymous";

    /** How a principal reached the daemon. */
    public enum Origin {
        /** Over TCP, from whatever machine. */
        NETWORK,
        /** Over the UNIX socket. */
        LOCAL,
        /** Over the UNIX socket, as root or as the daemon's own user, for whom a reserve is kept. */
        OPERATOR
    }

    public Principal {
        roles = Set.copyOf(roles);
    }

    /** Returns a principal that presented nothing, at an address. */
    public static Principal anonymous(String from, Set<Role> roles) {
        return new Principal(ANONYMOUS, from, roles, Origin.NETWORK);
    }

    /** Returns a principal at an address, whose credentials were verified. */
    public static Principal of(String name, String from, Set<Role> roles) {
        return new Principal(name, from, roles, Origin.NETWORK);
    }

    /** Returns the place of a process of this machine. */
    public static String local(int pid) {
        return "local pid " + pid;
    }

    /** Whether the principal has presented nothing. */
    public boolean isAnonymous() {
        return name.equals(ANONYMOUS);
    }

    /** Whether the principal has a role. */
    public boolean has(Role role) {
        return roles.contains(role);
    }

    /** Whose limits apply: the user's over the UNIX socket, the address's or its network's over TCP. */
    public String account() {
        return origin == Origin.NETWORK ? Peers.account(from) : name;
    }

    /** Whether it is the operator, for whom a reserve is kept. */
    public boolean isOperator() {
        return origin == Origin.OPERATOR;
    }

    /**
     * Whether both denote the same originator. All anonymous principals at one address do, so a secret must tell them
     * apart where it matters.
     */
    public boolean isSameAs(Principal other) {
        return name.equals(other.name) && (!isAnonymous() || from.equals(other.from));
    }

    /** The originator and its place, for logs: {@code uid 1000 (alice), local pid 4711}. */
    @Override
    public String toString() {
        return name + ", " + from;
    }
}
