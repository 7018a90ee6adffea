package io.ringtail.bench.peer;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One event of u64, s32, u64 in each peer that runs inside a JVM.
 *
 * <p>The asynchronous loggers hand events to their own thread and wait for it when their queue is full: on a machine
 * with a second free CPU, the benchmark measures how fast that thread is.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 3)
public class PeerBenchmark {
    private static final int QUANTITY = 7;
    private static final long PRICE = 1999;

    private long count;

    /** Log4j 2, all loggers asynchronous, without garbage. */
    @Benchmark
    public void log4jAsync(Log4jPeer peer) {
        peer.log(count++, QUANTITY, PRICE);
    }

    /** Logback through its asynchronous appender. */
    @Benchmark
    public void logbackAsync(LogbackPeer peer) {
        peer.log(count++, QUANTITY, PRICE);
    }

    /** Chronicle Queue, one appender. */
    @Benchmark
    public void chronicleQueue(ChronicleQueuePeer peer) {
        peer.append(count++, QUANTITY, PRICE);
    }

    /** The kernel's trace_marker, with one write. */
    @Benchmark
    public int traceMarker(TraceMarkerPeer peer) throws Exception {
        return peer.write(count++, QUANTITY, PRICE);
    }

    /** LTTng's agent for java.util.logging. */
    @Benchmark
    public void lttngJavaAgent(LttngAgentPeer peer) {
        peer.log(count++, QUANTITY, PRICE);
    }
}
