package io.ringtail.kafka.fleet;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** What the holder of a fleet's key may do. */
public enum FleetRole {
    /** Ask hosts for a snapshot. */
    SNAPSHOT,
    /** Answer for a host. */
    ANSWER;

    /**
     * Parses names separated by commas.
     *
     * @throws IllegalArgumentException if one of them is no role
     */
    static Set<FleetRole> parse(String text) {
        Set<FleetRole> roles = EnumSet.noneOf(FleetRole.class);
        for (String name : text.split(",", -1)) {
            roles.add(parseOne(name));
        }
        return roles;
    }

    private static FleetRole parseOne(String name) {
        for (FleetRole role : values()) {
            if (role.text().equals(name)) {
                return role;
            }
        }
        throw new IllegalArgumentException("a role is snapshot or answer");
    }

    /** The role's name in a file of keys. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
