package io.ringtail.reader.format;

import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** What a decoder remembers of earlier events, and the CPU of the current one. Not thread-safe. */
final class DecoderState {
    private final LearnedComms comms;
    private final CallStacks calls = new CallStacks();
    private int cpu;
    private boolean leaf;
    private long leafNs;

    /**
     * Creates a state.
     *
     * @param comms returns a thread's name, or null
     */
    DecoderState(IntFunction<@Nullable String> comms) {
        this.comms = new LearnedComms(comms);
    }

    LearnedComms comms() {
        return comms;
    }

    CallStacks calls() {
        return calls;
    }

    void enter(int eventCpu) {
        cpu = eventCpu;
    }

    int cpu() {
        return cpu;
    }

    /** Says that the current event is both the entry and the exit of a function. */
    void setLeaf(long durationNs) {
        leaf = true;
        leafNs = durationNs;
    }

    void clearLeaf() {
        leaf = false;
    }

    boolean isLeaf() {
        return leaf;
    }

    long leafNs() {
        return leafNs;
    }
}
