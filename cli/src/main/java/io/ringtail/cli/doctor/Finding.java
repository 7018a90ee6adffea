package io.ringtail.cli.doctor;

import java.util.Locale;

/**
 * One result of an examination, on one line.
 *
 * @param level whether something must be done
 * @param text what was found, and for a problem what to do
 */
public record Finding(Level level, String text) {
    /** Whether something must be done. */
    public enum Level {
        /** As it should be. */
        OK,
        /** No problem by itself, but perhaps a reason. */
        NOTE,
        /** No event is written, or read, until this is mended. */
        PROBLEM;

        /** Returns its name in the output. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
