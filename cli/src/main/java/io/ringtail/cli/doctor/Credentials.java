package io.ringtail.cli.doctor;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The user, groups and capabilities by which the kernel decides what a process may do with a file. Access control lists
 * and security modules are not taken into account. Source: credentials(7), path_resolution(7), capabilities(7).
 *
 * @param uid the user, as a filesystem sees it
 * @param gid the group, as a filesystem sees it
 * @param groups the supplementary groups
 * @param capabilities the effective ones, a bit each
 */
record Credentials(int uid, int gid, Set<Integer> groups, long capabilities) {
    static final int READ = 4;
    static final int WRITE = 2;
    static final int ENTER = 1;

    private static final long DAC_OVERRIDE = 1L << 1;
    private static final long DAC_READ_SEARCH = 1L << 2;
    private static final int USER_SHIFT = 6;
    private static final int GROUP_SHIFT = 3;

    /** Returns the same user and groups without capabilities, which count only in the user namespace they belong to. */
    Credentials withoutCapabilities() {
        return new Credentials(uid, gid, groups, 0);
    }

    /**
     * Returns whether the process may use a file or directory in this way.
     *
     * @param wanted the sum of {@link #READ}, {@link #WRITE} and {@link #ENTER}; only directories are entered
     */
    boolean may(FileFacts file, int wanted) {
        if ((capabilities & DAC_OVERRIDE) != 0) {
            return true;
        }
        boolean searches = (capabilities & DAC_READ_SEARCH) != 0;
        int free = searches ? READ | (file.isDirectory() ? ENTER : 0) : 0;
        int granted = file.mode() >> shift(file);
        return (wanted & ~(granted | free)) == 0;
    }

    /** The owner's permissions alone apply to the owner, and the group's alone to its other members. */
    private int shift(FileFacts file) {
        if (file.uid() == uid) {
            return USER_SHIFT;
        }
        return isMember(file.gid()) ? GROUP_SHIFT : 0;
    }

    private boolean isMember(int group) {
        return group == gid || groups.contains(group);
    }

    /** Says how the process could get a permission that it lacks. */
    String remedy(FileFacts file, int wanted) {
        boolean groupMay = (wanted & ~(file.mode() >> GROUP_SHIFT)) == 0;
        if (file.uid() != uid && !isMember(file.gid()) && groupMay) {
            return "run it as a member of group " + file.group() + " (usermod -aG " + file.group()
                    + " USER, and start it again)";
        }
        String whose = file.uid() == uid ? "u" : isMember(file.gid()) ? "g" : "o";
        return "chmod " + whose + "+" + letters(wanted) + " " + file.path();
    }

    static String letters(int wanted) {
        return ((wanted & READ) != 0 ? "r" : "")
                + ((wanted & WRITE) != 0 ? "w" : "")
                + ((wanted & ENTER) != 0 ? "x" : "");
    }

    @Override
    public String toString() {
        String others = groups.stream()
                .filter(group -> group != gid)
                .sorted(Integer::compareUnsigned)
                .map(Integer::toUnsignedString)
                .collect(Collectors.joining(", "));
        return "user " + Integer.toUnsignedString(uid) + ", group " + Integer.toUnsignedString(gid)
                + (others.isEmpty() ? "" : ", also in groups " + others);
    }

    /** Parses numbers that are separated by blanks. */
    static int[] numbers(String text) {
        return Arrays.stream(text.strip().split("\\s+"))
                .filter(word -> !word.isEmpty())
                .mapToInt(Integer::parseUnsignedInt)
                .toArray();
    }
}
