package io.ringtail.daemon.access;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * Identifies senders and decides about their requests. Thread-safe.
 *
 * <p>A sender on the UNIX socket is identified by the kernel; one over TCP by the first check that recognises what it
 * presents, and is anonymous if none does.
 */
public final class Access {
    private volatile Rules rules;

    private record Rules(AnonymousRoles anonymous, List<CredentialCheck> checks) {}

    /**
     * Creates the rules.
     *
     * @param anonymous what a sender over TCP may do that presents nothing
     * @param checks the kinds of credentials that are accepted over TCP, in the order in which they are tried
     */
    public Access(AnonymousRoles anonymous, List<CredentialCheck> checks) {
        this.rules = new Rules(anonymous, List.copyOf(checks));
    }

    /** Replaces the rules for further requests; the parameters are the constructor's. */
    public void set(AnonymousRoles anonymous, List<CredentialCheck> checks) {
        rules = new Rules(anonymous, List.copyOf(checks));
    }

    /**
     * Identifies the sender of a request over TCP.
     *
     * @param authorization the {@code Authorization} header; null if there is none
     * @param session the connection's TLS session; null without TLS
     * @param from the sender's address
     * @param loopback whether that is a loopback address
     */
    public Principal identify(
            @Nullable String authorization, @Nullable SSLSession session, String from, boolean loopback)
            throws AccessRefusedException {
        Rules now = rules;
        for (CredentialCheck check : now.checks()) {
            try {
                Principal principal = check.identify(authorization, session, from);
                if (principal != null) {
                    return principal;
                }
            } catch (InvalidCredentialsException e) {
                throw new AccessRefusedException(true, challenge(now.checks()), String.valueOf(e.getMessage()));
            }
        }
        return Principal.anonymous(from, now.anonymous().of(loopback));
    }

    /** Requires that a principal has all the roles. */
    public void require(Principal principal, Set<Role> roles) throws AccessRefusedException {
        for (Role role : roles) {
            if (!principal.has(role)) {
                throw refusal(principal, role);
            }
        }
    }

    /** Returns the refusal of a request that needs a role which the principal lacks. */
    public AccessRefusedException refusal(Principal principal, Role role) {
        List<CredentialCheck> checks = rules.checks();
        boolean unidentified = principal.isAnonymous() && !checks.isEmpty();
        String line = "this needs the role " + role.text() + ", but you are " + principal + ", and have "
                + (principal.roles().isEmpty() ? "no role" : "only " + Role.text(principal.roles())) + ": "
                + remedy(principal, role, checks);
        return new AccessRefusedException(unidentified, unidentified ? challenge(checks) : null, line);
    }

    private static String remedy(Principal principal, Role role, List<CredentialCheck> checks) {
        if (principal.origin() != Principal.Origin.NETWORK) {
            return "join a group that the daemon's --" + role.text() + "-group names, or run this as its user or root";
        }
        Stream<String> ways = checks.stream().map(CredentialCheck::remedy);
        String own = "on the daemon's machine, use its UNIX socket (--dir DIR, curl --unix-socket DIR/stream.sock)";
        return Stream.concat(Stream.of(own), ways).collect(Collectors.joining("; or "))
                + (principal.isAnonymous() ? "; or start the daemon with --anonymous-roles" : "");
    }

    private static @Nullable String challenge(List<CredentialCheck> checks) {
        String all = checks.stream()
                .map(CredentialCheck::challenge)
                .filter(Objects::nonNull)
                .collect(Collectors.joining(", "));
        return all.isEmpty() ? null : all;
    }
}
