package io.ringtail.reader.fleet;

import java.io.IOException;

/** A daemon's events on their way into the topics. {@link #run} is for one thread; any thread may call the others. */
public interface Shipping extends AutoCloseable {
    /**
     * Ships until {@link #end} is called. While the daemon or the brokers are away, it waits for them.
     *
     * @throws IOException if waiting does not help; the message is one line that says what to do
     */
    void run() throws IOException;

    /**
     * Makes {@link #run} ship what has been read, and return; after ten seconds it returns in any case. Events that are
     * then not in the topics are still in the rings, and belong to the next shipper.
     */
    void end();

    /** Returns the counts so far. */
    ShipCounts counts();

    /** Ends at once. */
    @Override
    void close();
}
