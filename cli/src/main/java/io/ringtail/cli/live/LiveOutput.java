package io.ringtail.cli.live;

import java.io.IOException;

/** Writes text to standard output at once. */
@FunctionalInterface
public interface LiveOutput {
    /** Writes whole lines, or a whole screen. */
    void write(String text) throws IOException;
}
