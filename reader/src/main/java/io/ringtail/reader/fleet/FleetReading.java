package io.ringtail.reader.fleet;

import java.io.IOException;

/** Events on their way out of the topics. {@link #run} is for one thread; any thread may call the others. */
public interface FleetReading extends AutoCloseable {
    /**
     * Reads to the end of what was asked for, or until {@link #end} is called; then delivers what has arrived. While the
     * brokers are away, it waits for them.
     *
     * @throws IOException if waiting does not help; the message is one line that says what to do
     */
    void run() throws IOException;

    /** Makes {@link #run} return once it has read what the topics have now. */
    void endAtPresent();

    /** Makes {@link #run} return soon. */
    void end();

    /** Returns the counts so far. */
    ReadCounts counts();

    /** Gives everything back. */
    @Override
    void close();
}
