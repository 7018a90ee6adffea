package io.ringtail.system;

import io.ringtail.client.EventType;
import io.ringtail.client.Tracer;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * An application that opens files up to its limit, traces all the same, and closes them on request. It writes {@code
 * load:tick} once they are closed, and {@code load:early} before, when it cannot attach.
 */
final class ApplicationWithoutDescriptors {
    static final int EVENTS = 1000;

    private static final int MOST = 1 << 20;
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private ApplicationWithoutDescriptors() {}

    /** Takes the run directory; reports its progress, and waits for a byte between steps. */
    public static void main(String[] arguments) throws Exception {
        Path directory = Path.of(arguments[0]);
        try (Tracer first = Tracer.connect(directory)) {
            // Loading classes from a directory later would be a failure of its own.
            EventType other = event(first, "other");
            require(first.awaitReady(LIMIT));
            write(other);
        }
        List<InputStream> hogs = hog();
        try (Tracer tracer = Tracer.connect(directory)) {
            EventType early = event(tracer, "early");
            EventType tick = event(tracer, "tick");
            Thread other = new Thread(() -> write(early));
            other.start();
            write(early);
            other.join();
            System.out.println("no descriptor is left");
            require(System.in.read() >= 0);
            for (InputStream hog : hogs) {
                hog.close();
            }
            require(tracer.awaitReady(LIMIT));
            write(tick);
            System.out.println("written");
        }
    }

    private static List<InputStream> hog() {
        List<InputStream> hogs = new ArrayList<>();
        try {
            while (hogs.size() < MOST) {
                hogs.add(new FileInputStream("/dev/null"));
            }
        } catch (IOException noneLeft) {
            return hogs;
        }
        throw new IllegalStateException("this process has more than " + MOST + " descriptors");
    }

    private static EventType event(Tracer tracer, String name) {
        return tracer.event("load", name)
                .u64("seq")
                .s32("thread")
                .string("note")
                .register();
    }

    private static void write(EventType tick) {
        for (int seq = 0; seq < EVENTS; seq++) {
            tick.begin().u64(seq).s32(0).string("x").commit();
        }
    }

    private static void require(boolean condition) {
        if (!condition) {
            throw new IllegalStateException("nothing attached");
        }
    }
}
