package io.ringtail.system;

/** A line of {@code tail --json}, of which so many come that only the wanted numbers are read. */
final class TailLine {
    private TailLine() {}

    /** The number that follows a name, modulo 2⁶⁴. */
    static long number(String line, String name) {
        int at = line.indexOf(name);
        if (at < 0) {
            throw new AssertionError(name + " is not in " + line);
        }
        long number = 0;
        for (int i = at + name.length(); line.charAt(i) >= '0' && line.charAt(i) <= '9'; i++) {
            number = number * 10 + line.charAt(i) - '0';
        }
        return number;
    }

    /** Whether the fields of an event of {@link CountingApplication} belong together. */
    static boolean isWhole(String line) {
        long seq = number(line, "\"seq\":");
        return number(line, "\"check\":") == CountingApplication.check(seq, number(line, "\"thread\":"))
                && line.contains("\"note\":\"" + CountingApplication.note(seq) + '"');
    }
}
