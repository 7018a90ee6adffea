package io.ringtail.daemon.control;

import io.ringtail.daemon.buffer.ReaderRing;
import io.ringtail.daemon.buffer.RingReader;
import io.ringtail.daemon.buffer.StartAt;
import io.ringtail.proto.page.PageIterator;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** The payloads in a daemon's rings, in the order of time: a thread may go from one CPU to another. */
final class WrittenEvents {
    private static final int MAX_PAGE = 1 << 16;

    private WrittenEvents() {}

    private record Written(long timestamp, ByteBuffer payload) {}

    /** Returns all payloads. */
    static List<ByteBuffer> of(TestDaemon daemon) {
        List<Written> payloads = new ArrayList<>();
        ByteBuffer page = ByteBuffer.allocate(MAX_PAGE).order(ByteOrder.LITTLE_ENDIAN);
        for (int cpu = 0; cpu < daemon.file.geometry().possibleCpus(); cpu++) {
            ReaderRing ring = daemon.file.ring(cpu);
            if (ring != null) {
                try (RingReader reader = ring.openReader(StartAt.OLDEST, false)) {
                    readAll(reader, page, payloads);
                }
            }
        }
        return payloads.stream()
                .sorted(Comparator.comparingLong(Written::timestamp))
                .map(Written::payload)
                .toList();
    }

    /** Reads until the reader has caught up: a poll may find nothing for a moment while an event is owed. */
    private static void readAll(RingReader reader, ByteBuffer page, List<Written> payloads) {
        long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        do {
            int length = reader.poll(page.clear(), true);
            if (length > 0) {
                add(payloads, page, length);
            }
            if (System.nanoTime() - endNs > 0) {
                throw new AssertionError("the reader has not caught up in 20 s");
            }
        } while (!reader.caughtUp());
    }

    /** Returns the payloads of an event by its system and its name. */
    static List<ByteBuffer> of(TestDaemon daemon, String system, String name) {
        int id = Objects.requireNonNull(daemon.conductor.events().event(system, name))
                .id();
        return of(daemon).stream()
                .filter(event -> (event.getShort(0) & 0xffff) == id)
                .toList();
    }

    private static void add(List<Written> payloads, ByteBuffer page, int length) {
        PageIterator events = new PageIterator().wrap(page, 0, length);
        while (events.next()) {
            byte[] payload = new byte[events.payloadLength()];
            page.get(events.payloadOffset(), payload);
            payloads.add(
                    new Written(events.timestamp(), ByteBuffer.wrap(payload).order(ByteOrder.LITTLE_ENDIAN)));
        }
    }

    /** Returns the text whose place is at an offset of a payload. */
    static String text(ByteBuffer payload, int offset) {
        int place = payload.getInt(offset);
        byte[] text = new byte[(place >>> 16) - 1];
        payload.get(place & 0xffff, text);
        return new String(text, StandardCharsets.UTF_8);
    }
}
