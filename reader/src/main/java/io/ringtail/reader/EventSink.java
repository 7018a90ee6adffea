package io.ringtail.reader;

/** A receiver of decoded events in the order of time. Used by one thread at a time. */
public interface EventSink {
    /**
     * Receives the next event.
     *
     * @param event valid during the call
     */
    void onEvent(EventView event);

    /**
     * Receives a loss, before the first event that follows it on its CPU.
     *
     * @param count the number of lost events, or -1 where it is unknown
     */
    void onLost(int cpu, long count, LossCause cause);

    /**
     * Reports that the next event is out of order, which happens only where a sender wrongly declared a CPU complete.
     *
     * @param byNs how much older it is than an event that was delivered before it, ns
     */
    void onLate(int cpu, long byNs);

    /**
     * Reports that the following events and losses are from another buffer of the file, until this is called again; the
     * first ones are from the top buffer.
     *
     * @param name the instance's name; empty for the top buffer
     */
    default void onBuffer(String name) {}

    /**
     * Whether the entry and the exit of a kernel function with no event between come as one event, the entry, whose text
     * then is that of both.
     */
    default boolean joinsCalls() {
        return false;
    }
}
