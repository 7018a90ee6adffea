package io.ringtail.daemon.access;

import java.util.Set;

/**
 * The roles of senders over TCP that present nothing: those granted on loopback, and none from elsewhere unless the
 * operator has given up authentication.
 *
 * @param granted on loopback
 * @param everywhere whether they are granted at any address ({@code --insecure})
 */
public record AnonymousRoles(Set<Role> granted, boolean everywhere) {
    /** The default: reading, on loopback only. */
    public static final AnonymousRoles STANDARD = new AnonymousRoles(Set.of(Role.READ), false);

    public AnonymousRoles {
        granted = Set.copyOf(granted);
    }

    /** These roles at a listener that may be protected: there, they are not granted to senders from elsewhere. */
    public AnonymousRoles behind(boolean encrypted, boolean authenticated) {
        return new AnonymousRoles(granted, everywhere && !(encrypted && authenticated));
    }

    Set<Role> of(boolean loopback) {
        return loopback || everywhere ? granted : Set.of();
    }
}
