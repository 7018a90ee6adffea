package io.ringtail.cli;

import io.ringtail.reader.EventSink;
import io.ringtail.reader.ForwardingSink;
import io.ringtail.reader.otlp.OtlpSink;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/** The spans of one machine, or of each host of a fleet. */
final class HostSpans extends ForwardingSink {
    private final Function<String, OtlpSink> sinks;
    private final boolean isFleet;
    private final Map<String, OtlpSink> hosts = new HashMap<>();
    private OtlpSink current;

    /**
     * Creates a sink.
     *
     * @param sinks makes a sink for a host of this name, which may be empty
     */
    HostSpans(Function<String, OtlpSink> sinks, ExportedSource source) {
        this.sinks = sinks;
        this.isFleet = source.isFleet();
        this.current = of(source.host());
    }

    private OtlpSink of(String host) {
        return hosts.computeIfAbsent(host, sinks);
    }

    @Override
    protected EventSink target() {
        return current;
    }

    @Override
    public void onBuffer(String name) {
        if (isFleet) {
            current = of(name);
        }
    }

    /** Returns the number of ends whose begin did not come. */
    long withoutBegin() {
        return hosts.values().stream().mapToLong(OtlpSink::withoutBegin).sum();
    }

    /** Returns the number of begins without an end; forgets the open ones. */
    long finish() {
        return hosts.values().stream().mapToLong(OtlpSink::finish).sum();
    }
}
