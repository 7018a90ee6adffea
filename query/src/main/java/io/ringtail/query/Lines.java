package io.ringtail.query;

import java.io.PrintWriter;

/** A result's lines on their way out. */
final class Lines {
    /** A check flushes, so that it costs a system call. */
    private static final int BETWEEN_CHECKS = 1024;

    private final PrintWriter out;
    private int count;

    Lines(PrintWriter out) {
        this.out = out;
    }

    void add(CharSequence line) {
        out.append(line).append('\n');
        count++;
    }

    /** Whether somebody still reads, as of a short while ago. */
    boolean areWanted() {
        return count % BETWEEN_CHECKS != 0 || !out.checkError();
    }
}
