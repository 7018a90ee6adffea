package io.ringtail.daemon.access;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * The roles of the users of this machine, by the credentials that the kernel reports of a peer on the UNIX socket. Root
 * and the daemon's own user have every role: they could read the buffer anyway. Others have the roles of
 * their groups, and those of anonymous clients on loopback.
 */
public final class LocalUsers {
    private static final int ROOT = 0;

    private final int daemonUid;
    private volatile Rules rules;

    private record Rules(Map<Role, Set<Integer>> groups, Set<Role> everyone, AccountNames names) {}

    /**
     * Creates the rules.
     *
     * @param groups that have each role
     * @param everyone the roles of every user, who would otherwise have more by not saying who they are
     * @param names of the users, for messages
     */
    public LocalUsers(int daemonUid, Map<Role, Set<Integer>> groups, Set<Role> everyone, AccountNames names) {
        this.daemonUid = daemonUid;
        this.rules = new Rules(Map.copyOf(groups), Set.copyOf(everyone), names);
    }

    /** Replaces the rules for further connections; the parameters are the constructor's. */
    public void set(Map<Role, Set<Integer>> groups, Set<Role> everyone, AccountNames names) {
        rules = new Rules(Map.copyOf(groups), Set.copyOf(everyone), names);
    }

    /**
     * Identifies a process.
     *
     * @param pid as seen from the daemon; 0 if it is not visible from there
     * @param gids of its group and its supplementary groups
     */
    public Principal identify(int pid, int uid, Set<Integer> gids) {
        Rules now = rules;
        boolean operator = uid == ROOT || uid == daemonUid;
        return new Principal(
                now.names().user(uid),
                Principal.local(pid),
                operator ? Role.all() : roles(now, gids),
                operator ? Principal.Origin.OPERATOR : Principal.Origin.LOCAL);
    }

    private static Set<Role> roles(Rules rules, Set<Integer> gids) {
        Set<Role> roles = EnumSet.noneOf(Role.class);
        roles.addAll(rules.everyone());
        rules.groups().forEach((role, members) -> {
            if (gids.stream().anyMatch(members::contains)) {
                roles.add(role);
            }
        });
        return roles;
    }
}
