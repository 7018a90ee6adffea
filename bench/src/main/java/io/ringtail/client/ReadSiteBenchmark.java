package io.ringtail.client;

import io.ringtail.bench.jvm.CallBenchmark;
import io.ringtail.client.cpu.CpuId;
import io.ringtail.client.ring.Attachment;
import io.ringtail.client.ring.NanoClock;
import io.ringtail.client.ring.RingWriter;
import io.ringtail.client.ring.WriterRing;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The cost of the handshake to a writer: an event whose ring is found through the online mask, and one whose ring is in
 * an array, as if all CPUs had existed from the start.
 */
@State(Scope.Thread)
@Warmup(iterations = 6, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 20, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Fork(5)
@SuppressWarnings("NullAway.Init") // JMH calls attach() before anything else
public class ReadSiteBenchmark extends CallBenchmark {
    private static final int LENGTH = 28;

    private final byte[] payload = new byte[LENGTH];
    private final WriterRing[] known = new WriterRing[BenchBuffer.CPUS];
    private BenchBuffer buffer;
    private Attachment attachment;
    private RingWriter writer;
    private CpuId cpuId;

    /** Attaches. */
    @Setup
    public void attach() throws Exception {
        buffer = new BenchBuffer();
        attachment = buffer.attachment();
        cpuId = Objects.requireNonNull(buffer.cpuId());
        writer = attachment.writer(0, NanoClock.MONOTONIC);
        for (int cpu = 0; cpu < known.length; cpu++) {
            known[cpu] = Objects.requireNonNull(attachment.rings().get(cpu));
        }
    }

    /** Removes everything. */
    @TearDown
    public void detach() throws Exception {
        buffer.close();
    }

    /** The read site of every event. */
    @Benchmark
    public boolean behindTheMask() {
        WriterRing ring = attachment.ringFor(cpuId.cpu());
        return ring != null && writer.write(ring, payload, LENGTH);
    }

    /** A read site without the handshake. */
    @Benchmark
    public boolean known() {
        return writer.write(known[cpuId.cpu()], payload, LENGTH);
    }
}
