package io.ringtail.kafka.read;

import io.ringtail.kafka.record.MalformedRecordException;
import io.ringtail.kafka.record.MetaKey;
import io.ringtail.kafka.record.ShippedPage;
import io.ringtail.proto.event.EventFormat;
import io.ringtail.proto.event.InvalidFormatException;
import io.ringtail.proto.stream.FrameAdapter;
import io.ringtail.proto.stream.FrameDecoder;
import io.ringtail.proto.stream.FrameListener;
import io.ringtail.proto.stream.MalformedStreamException;
import io.ringtail.proto.stream.StreamHeader;
import io.ringtail.reader.EventSink;
import io.ringtail.reader.fleet.FleetHost;
import io.ringtail.reader.format.EventCatalog;
import io.ringtail.reader.format.EventDecoder;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One ring buffer of a host, and what decodes its pages: the records of {@code PREFIX.meta}. These may come in any order;
 * they take effect once the HELLO is there. For one thread.
 */
final class HostBuffer {
    /** The threads whose names came first make room for more, which a host has had in time, or a hostile writer invents. */
    private static final int MOST_THREADS = 1 << 18;

    private static final int MOST_FORMATS = 1 << 17;

    private final FleetHost host;
    private final FrameDecoder frames = new FrameDecoder();
    private final EventCatalog catalog = new EventCatalog();
    private final Map<Integer, KnownThread> threads = new LinkedHashMap<>();
    private final HostClock clock = new HostClock();
    private final BitSet formats = new BitSet();
    private final Deque<byte[]> pendingFormats = new ArrayDeque<>();
    private final Deque<byte[]> pendingThreads = new ArrayDeque<>();
    private final Listener listener = new Listener();
    private @Nullable StreamHeader hello;
    private @Nullable FrameListener follower;
    private int asked = -1;

    /** A thread's process and name. */
    private record KnownThread(int pid, String name) {}

    HostBuffer(FleetHost host) {
        this.host = host;
    }

    FleetHost host() {
        return host;
    }

    HostClock clock() {
        return clock;
    }

    /** Returns the first frame of the host's streams; null before it was read. */
    @Nullable
    StreamHeader hello() {
        return hello;
    }

    /**
     * Whether the topic must be read before a page is decoded: it has had so many formats before. Once for each number,
     * since the page may say anything.
     */
    boolean needs(int formatsBefore) {
        return (hello == null || formats.cardinality() < formatsBefore) && formatsBefore > asked;
    }

    /** Notes that the topic has been read for a page that has so many formats before it. */
    void askedFor(int formatsBefore) {
        asked = Math.max(asked, formatsBefore);
    }

    /**
     * Checks a page against the ring buffer's geometry, which is known: the HELLO was read.
     *
     * @throws MalformedRecordException if it fits no sub-buffer, or there is no such CPU
     */
    void check(ShippedPage page) throws MalformedRecordException {
        page.check(Objects.requireNonNull(hello));
    }

    /** Returns a decoder of the pages' events. */
    EventDecoder decoder(EventSink sink) {
        return new EventDecoder(catalog, this::name, this::pid, sink);
    }

    private @Nullable String name(int tid) {
        KnownThread thread = threads.get(tid);
        return thread == null ? null : thread.name();
    }

    private int pid(int tid) {
        KnownThread thread = threads.get(tid);
        return thread == null ? 0 : thread.pid();
    }

    /**
     * Takes a record's value.
     *
     * @throws MalformedStreamException if it is no frame of its kind, or one that waited for it was none; the others have
     *     been taken
     */
    void take(MetaKey.Kind kind, byte[] value) throws MalformedStreamException {
        switch (kind) {
            case HELLO -> {
                if (hello == null) {
                    frames.decode(value, listener);
                    takePending();
                }
            }
            case FORMAT -> {
                if (hello != null) {
                    frames.decode(value, listener);
                } else if (pendingFormats.size() < MOST_FORMATS) {
                    pendingFormats.add(value);
                }
            }
            case THREAD -> {
                if (hello != null) {
                    frames.decode(value, listener);
                } else {
                    addPendingThread(value);
                }
            }
            case CLOCK, POSITIONS -> {}
        }
    }

    private void addPendingThread(byte[] value) {
        if (pendingThreads.size() == MOST_THREADS) {
            pendingThreads.removeFirst();
        }
        pendingThreads.add(value);
    }

    private void takePending() throws MalformedStreamException {
        MalformedStreamException first = null;
        for (Deque<byte[]> pending : List.of(pendingFormats, pendingThreads)) {
            for (byte[] frame : pending) {
                try {
                    frames.decode(frame, listener);
                } catch (MalformedStreamException e) {
                    first = first == null ? e : first;
                }
            }
            pending.clear();
        }
        if (first != null) {
            throw first;
        }
    }

    /** Passes on the formats and names that are known, and those that come, to a listener. */
    void follow(FrameListener by) throws IOException {
        listener.replay(by);
        follower = by;
    }

    /** Keeps what decodes events, and passes it on. */
    private final class Listener extends FrameAdapter {
        private final Map<Integer, String[]> texts = new HashMap<>();

        void replay(FrameListener by) {
            texts.forEach((id, text) -> by.onFormat(id, text[0], text[1]));
            threads.forEach((tid, thread) -> by.onCmdline(tid, thread.pid(), thread.name()));
        }

        @Override
        public void onHello(StreamHeader first) {
            hello = first;
        }

        @Override
        public void onFormat(int eventId, String system, String format) {
            formats.set(eventId);
            texts.put(eventId, new String[] {system, format});
            try {
                catalog.register(system, EventFormat.parse(format));
            } catch (InvalidFormatException unreadable) {
                // Its events are unknown.
            }
            if (follower != null) {
                follower.onFormat(eventId, system, format);
            }
        }

        @Override
        public void onCmdline(int tid, int pid, String name) {
            threads.remove(tid);
            if (threads.size() == MOST_THREADS) {
                threads.remove(threads.keySet().iterator().next());
            }
            threads.put(tid, new KnownThread(pid, name));
            if (follower != null) {
                follower.onCmdline(tid, pid, name);
            }
        }
    }
}
