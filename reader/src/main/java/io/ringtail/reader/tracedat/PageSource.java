package io.ringtail.reader.tracedat;

import java.nio.ByteBuffer;

/** A CPU's pages, one after the other. */
interface PageSource {
    /** Moves to the next page; returns false after the last one. */
    boolean next() throws TraceDatException;

    /** Returns a buffer that contains the page, until the next one is read. */
    ByteBuffer buffer();

    /** Returns the page's start in the buffer. */
    default int offset() {
        return 0;
    }

    /** Returns the page's length in bytes. */
    default int length() {
        return buffer().capacity();
    }
}
