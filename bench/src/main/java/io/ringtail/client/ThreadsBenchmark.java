package io.ringtail.client;

import io.ringtail.bench.jvm.CallBenchmark;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** One event by many threads at once; {@code -t} sets their number. They share only the rings. */
@SuppressWarnings("NullAway.Init") // JMH calls attach() before anything else
public class ThreadsBenchmark extends CallBenchmark {
    private BenchBuffer buffer;
    private EventType order;
    private EventBenchmark.Orders orders;

    /** Attaches. */
    @Setup
    public void attach() throws Exception {
        buffer = new BenchBuffer();
        order = buffer.type("order", false, true);
        orders = buffer.provider(EventBenchmark.Orders.class, true);
    }

    /** Removes everything. */
    @TearDown
    public void detach() throws Exception {
        buffer.close();
    }

    /** The state of one thread. */
    @State(Scope.Thread)
    public static class Counter {
        private long count;
    }

    /** An event of u64, s32, u64. */
    @Benchmark
    public boolean event(Counter counter) {
        long id = counter.count++;
        return order.isEnabled() && order.begin().u64(id).s32(7).u64(1999).commit();
    }

    /** The same by a provider's method. */
    @Benchmark
    public void typed(Counter counter) {
        orders.order(counter.count++, 7, 1999);
    }
}
