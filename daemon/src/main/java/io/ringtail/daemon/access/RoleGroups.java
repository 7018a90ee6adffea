package io.ringtail.daemon.access;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The groups that the operator gave roles to. A role without groups belongs to the group of the run directory's files,
 * whose members may connect in any case.
 *
 * @param named the groups of each role that has some
 */
public record RoleGroups(Map<Role, Set<Integer>> named) {
    public RoleGroups {
        named = Map.copyOf(named);
    }

    /**
     * Parses a list of groups, by name or number; an empty one has none.
     *
     * @throws IllegalArgumentException if a group does not exist; the message names it
     */
    public static Set<Integer> parse(String list, AccountNames known) {
        if (list.isEmpty()) {
            return Set.of();
        }
        return Arrays.stream(list.split(",", -1))
                .map(String::strip)
                .map(group -> known.find(group)
                        .orElseThrow(() -> new IllegalArgumentException("there is no group '" + group + "'")))
                .collect(Collectors.toSet());
    }

    /** Whether every role is left to the group of the run directory's files. */
    public boolean isEmpty() {
        return named.values().stream().allMatch(Set::isEmpty);
    }

    /** Returns the groups of each role. */
    public Map<Role, Set<Integer>> of(int usual) {
        Map<Role, Set<Integer>> all = new EnumMap<>(Role.class);
        for (Role role : Role.values()) {
            Set<Integer> groups = named.getOrDefault(role, Set.of());
            all.put(role, groups.isEmpty() ? Set.of(usual) : groups);
        }
        return all;
    }
}
