package io.ringtail.kafka.read;

import java.io.IOException;

/** What becomes of the pages that count. */
interface PageTarget {
    /** Takes a CPU's next page. */
    void add(Lane lane, HeldPage page) throws IOException;

    /** Returns the bytes of the pages that wait. */
    long heldBytes();

    /** Passes on all events up to a wall-clock time, ns. */
    void advance(long timeNs);

    /** Passes on the oldest events until no more than so many bytes of pages wait. */
    void advanceDownTo(long bytes);

    /** Makes what was passed on final: it is about to be acknowledged, or nothing more comes soon. */
    void flush() throws IOException;

    /** Passes on a CPU's losses before events that wait or may still come. */
    void passOnLost(Lane lane, String host);

    /** Returns the number of events passed on. */
    long events();

    /** Returns the number of events that were passed on as lost. */
    long lost();
}
