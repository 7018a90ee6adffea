package io.ringtail.cli;

import java.io.IOException;
import java.util.function.LongSupplier;

/** The place that a command exports to, which was checked before work begins. Its text is its name. */
interface ExportPlace {
    /** Writes itself to a target. */
    @FunctionalInterface
    interface Content {
        /**
         * Writes everything; the target's end is not written yet.
         *
         * @param bytes the number of bytes written so far
         */
        void writeTo(ExportTarget target, LongSupplier bytes) throws IOException;
    }

    /**
     * Writes the whole content, or leaves nothing under the place's name.
     *
     * @return the number of bytes written
     */
    long write(ExportedSource source, Content content) throws IOException;

    /** Returns the error for a place that could not be written. */
    CommandException unwritable(Exception e);

    /** Makes a writing end soon, even if the place cannot take all of it now: the user waits. Thread-safe. */
    default void hurry() {}

    /** Returns what else is to be said of what was written, in one line; empty for nothing. */
    default String remark() {
        return "";
    }

    /** Reports a place that does not have all that was written. */
    default void requireComplete() throws CommandException {}
}
