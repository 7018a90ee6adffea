package io.ringtail.daemon.access;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a principal may do. Each role is granted by itself and none includes another: a program that enables events does
 * not need to read them, and only a reader that is expected to keep up should hold rings that drop events meanwhile.
 */
public enum Role {
    /** Read events, statistics and metrics; finish one's own streams. */
    READ,

    /** In discard mode, make full rings wait for one's streams ({@code lossless=1}). */
    LOSSLESS,

    /** Enable and disable events, take snapshots, finish others' streams. */
    CONTROL;

    /** The name in settings, messages and documents. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Every role. */
    public static Set<Role> all() {
        return EnumSet.allOf(Role.class);
    }

    /**
     * Parses a list like {@code read,control}; {@code none} for no role.
     *
     * @throws IllegalArgumentException if it is none; the message names the roles
     */
    public static Set<Role> parse(String list) {
        Set<Role> roles = EnumSet.noneOf(Role.class);
        if (list.strip().equals("none")) {
            return roles;
        }
        for (String name : list.split(",", -1)) {
            roles.add(one(name.strip()));
        }
        return roles;
    }

    private static Role one(String name) {
        for (Role role : values()) {
            if (role.text().equals(name)) {
                return role;
            }
        }
        throw new IllegalArgumentException("give a list of read, lossless and control, or none");
    }

    /** Formats roles as {@link #parse} accepts them. */
    public static String text(Set<Role> roles) {
        return roles.isEmpty()
                ? "none"
                : roles.stream().sorted().map(Role::text).collect(Collectors.joining(","));
    }
}
