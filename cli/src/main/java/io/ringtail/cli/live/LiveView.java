package io.ringtail.cli.live;

import java.io.IOException;
import java.util.List;

/** A view of something that changes. Used by one thread. */
public interface LiveView {
    /** Takes new figures. */
    void refresh() throws IOException;

    /**
     * Returns the lines that show the latest figures.
     *
     * @param columns the width of the screen
     * @param rows how many lines there may be
     */
    List<String> lines(int columns, int rows);
}
