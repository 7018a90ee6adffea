package io.ringtail.client;

import io.ringtail.bench.jvm.CallBenchmark;
import io.ringtail.bench.jvm.OpenModules;
import io.ringtail.proto.layout.RingGeometry;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * One event in small and in large environments: possible CPUs, the ring's size, event types in use, threads that have
 * written before and sleep. Each grows alone, with the others at their first value.
 */
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xmx512m", OpenModules.MISC, OpenModules.REF, OpenModules.REFLECT, OpenModules.CHANNELS})
@SuppressWarnings("NullAway.Init") // JMH calls attach() before anything else
public class GrowthBenchmark extends CallBenchmark {
    /** The dimension that grows, and its size. */
    @Param({"nothing", "cpus=1024", "ring=1g", "types=10000", "threads=10000"})
    public String grown;

    private BenchBuffer buffer;
    private EventType[] types;
    private EventBenchmark.Orders orders;
    private final List<Thread> sleepers = new ArrayList<>();
    private int next;

    /** Attaches, and enlarges the selected dimension. */
    @Setup
    public void attach() throws Exception {
        RingGeometry ring = grown.equals("ring=1g") ? new RingGeometry(1 << 20, 1024) : new RingGeometry(1 << 16, 16);
        buffer = new BenchBuffer(grown.equals("cpus=1024") ? 1024 : BenchBuffer.CPUS, ring);
        types = new EventType[grown.equals("types=10000") ? 10_000 : 1];
        for (int type = 0; type < types.length; type++) {
            types[type] = buffer.type("order" + type, false, true);
        }
        orders = buffer.provider(EventBenchmark.Orders.class, true);
        int threads = grown.equals("threads=10000") ? 10_000 : 0;
        for (int thread = 0; thread < threads; thread++) {
            sleepers.add(buffer.startSleeper(types[0]));
        }
    }

    /** Removes everything. */
    @TearDown
    public void detach() throws Exception {
        sleepers.forEach(Thread::interrupt);
        for (Thread sleeper : sleepers) {
            sleeper.join();
        }
        buffer.close();
    }

    /** An event of u64, s32, u64, each time of the next type. */
    @Benchmark
    public boolean event() {
        next = next + 1 == types.length ? 0 : next + 1;
        EventType order = types[next];
        return order.isEnabled() && order.begin().u64(next).s32(7).u64(1999).commit();
    }

    /** The same by a provider's method: always the same type, however many there are. */
    @Benchmark
    public void typed() {
        orders.order(next++, 7, 1999);
    }
}
