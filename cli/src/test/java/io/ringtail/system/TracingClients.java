package io.ringtail.system;

import io.ringtail.client.EventType;
import io.ringtail.client.Tracer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** Several clients of one daemon in one process, with a busy thread each, until their standard input ends. */
final class TracingClients {
    private TracingClients() {}

    /** Takes the run directory and the number of clients. */
    public static void main(String[] arguments) throws Exception {
        AtomicBoolean ended = new AtomicBoolean();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < Integer.parseInt(arguments[1]); i++) {
            Tracer tracer = Tracer.connect(Path.of(arguments[0]));
            EventType tick = tracer.event("clients", "tick" + i)
                    .u64("seq")
                    .string("note")
                    .register();
            Thread thread = new Thread(() -> write(tick, ended), "client-" + i);
            threads.add(thread);
            thread.start();
        }
        while (System.in.read() >= 0) {
            // Input is ignored.
        }
        ended.set(true);
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private static void write(EventType tick, AtomicBoolean ended) {
        for (long seq = 0; !ended.get(); seq++) {
            tick.begin().u64(seq).string("some text with it").commit();
        }
    }
}
