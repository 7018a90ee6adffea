package io.ringtail.reader.perfetto;

import io.ringtail.reader.EventSink;
import io.ringtail.reader.EventView;
import io.ringtail.reader.LossCause;
import io.ringtail.reader.protobuf.ProtoBuffer;
import io.ringtail.reader.spans.EventShape;
import io.ringtail.reader.spans.EventShapes;
import io.ringtail.reader.spans.OpenSpan;
import io.ringtail.reader.spans.OpenSpans;
import io.ringtail.reader.spans.SpanPlace;
import java.io.OutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes events as a Perfetto trace while they come; {@link #finish()} completes it. Not thread-safe.
 *
 * <p>{@code NAME_begin} and {@code NAME_end} are slices, paired by thread, by {@code java_tid} or by {@code async_id}; an
 * event with {@code duration_ns} is a slice that ends with it; one whose only field is {@code counter} is a counter's
 * value; every other event is an instant. Those with the same {@code flow_id} are connected. The scheduler's events are
 * written as the kernel's. A slice without an end ends with the trace and has the argument {@code unfinished}; an end
 * without a begin is an instant.
 */
public final class PerfettoSink implements EventSink {
    private static final int TRACK_EVENT = 11;
    private static final int INTERNED = 12;
    private static final int TYPE = 9;
    private static final int BEGIN = 1;
    private static final int END = 2;
    private static final int INSTANT = 3;
    private static final int COUNTER = 4;
    private static final int TRACK = 11;
    private static final int CATEGORY = 3;
    private static final int NAME = 10;
    private static final int COUNTER_VALUE = 30;
    private static final int FLOATING_VALUE = 44;
    private static final int FLOW = 47;
    private static final int FTRACE = 1;
    private static final int FTRACE_CPU = 1;
    private static final int FTRACE_EVENT = 2;
    private static final int FTRACE_LOST = 3;
    private static final int FTRACE_CLOCK = 5;
    private static final int FTRACE_CLOCK_GLOBAL = 2;
    private static final int FTRACE_TIME = 6;
    private static final int BOOT_TIME = 7;
    /** With more tracks, or open spans, than these, all are forgotten: thread ids are not trusted. */
    private static final int MOST_TRACKS = 1 << 16;

    private static final int MOST_OPEN = 1 << 18;
    private static final String END_LOST = "end_lost";

    private final @Nullable Long offsetNs;
    private final Packets packets;
    private final Tracks tracks;
    private SpanTracks spanTracks;
    private final OpenSpans<Long> spans = new OpenSpans<>();
    private DurationLanes durations = new DurationLanes();
    private final Interned categories = new Interned(1);
    private final Interned names = new Interned(2);
    private final Arguments arguments = new Arguments(new Interned(3));
    private final ProtoBuffer added = new ProtoBuffer();
    private final EventShapes shapes = new EventShapes();
    private final CpuLosses losses = new CpuLosses();
    private boolean started;
    private long lastNs;
    private long events;

    /** Creates a sink; its packets go to a stream, which stays open. */
    public PerfettoSink(OutputStream out) {
        this(out, null, 0, "");
    }

    /**
     * Creates a sink for the events of one of several machines, whose packets follow each other in the stream. All
     * machines' times must be of one clock: the engine does not align monotonic clocks.
     *
     * @param offsetNs the time of the monotonic clock's zero since 1970; null if unknown
     * @param machine the number of the machine, from 0 on: processes and threads of different machines are different
     * @param host the name of the machine, which precedes those of its processes; empty for none
     */
    public PerfettoSink(OutputStream out, @Nullable Long offsetNs, int machine, String host) {
        this.offsetNs = offsetNs;
        this.packets = new Packets(out, machine, host);
        this.tracks = new Tracks(packets, (long) machine << Integer.SIZE, host);
        this.spanTracks = new SpanTracks(tracks);
    }

    /** Returns the number of events written so far. */
    public long events() {
        return events;
    }

    @Override
    public void onEvent(EventView event) {
        EventShape shape = shapes.of(event);
        String system = event.system();
        if (shape == null || system == null) {
            return;
        }
        long timestampNs = event.timestampNs();
        start(timestampNs);
        lastNs = Math.max(lastNs, timestampNs);
        limit(timestampNs);
        for (CpuLosses.Loss loss : losses.take(event.cpu())) {
            writeLoss(loss, timestampNs);
        }
        events++;
        if (FtraceEvents.knows(system, shape.format())) {
            writeFtrace(event, shape);
        } else {
            write(event, system, shape);
        }
    }

    private void limit(long timestampNs) {
        if (tracks.count() > MOST_TRACKS || spans.size() > MOST_OPEN) {
            spans.drain().forEach(span -> writeLateEnd(span, timestampNs, END_LOST));
            durations = new DurationLanes();
            spanTracks = new SpanTracks(tracks);
            tracks.forget();
        }
    }

    private void start(long timestampNs) {
        if (!started) {
            started = true;
            packets.writeStart(timestampNs, offsetNs);
        }
    }

    private void write(EventView event, String system, EventShape shape) {
        switch (shape.kind()) {
            case COUNTER -> writeCounter(event, system, shape);
            case BEGIN -> writeBegin(event, system, shape);
            case END -> writeEnd(event, system, shape);
            case DURATION -> writeDuration(event, system, shape);
            case INSTANT -> writeTrackEvent(event, event.timestampNs(), INSTANT, thread(event), system, shape);
        }
    }

    private long thread(EventView event) {
        return tracks.thread(event.tid(), event.pid(), event.comm());
    }

    private void writeBegin(EventView event, String system, EventShape shape) {
        SpanPlace place = SpanPlace.of(event, shape);
        for (OpenSpan<Long> open : spans.evict(place)) {
            // An end closes the innermost slice of a track: the outermost of too many stays open.
            if (!open.place().equals(place)) {
                writeLateEnd(open, event.timestampNs(), END_LOST);
                spanTracks.release(open.place());
            }
        }
        long track = place.isThread() ? thread(event) : spanTracks.of(place);
        spans.begin(place, shape.name(), system, track);
        writeTrackEvent(event, event.timestampNs(), BEGIN, track, system, shape);
    }

    private void writeEnd(EventView event, String system, EventShape shape) {
        SpanPlace place = SpanPlace.of(event, shape);
        List<OpenSpan<Long>> closed = spans.end(place, shape.name(), system);
        if (closed.isEmpty()) {
            writeTrackEvent(event, event.timestampNs(), INSTANT, thread(event), system, shape);
            return;
        }
        for (OpenSpan<Long> inner : closed.subList(0, closed.size() - 1)) {
            writeLateEnd(inner, event.timestampNs(), END_LOST);
        }
        if (spans.innermost(place) == null) {
            spanTracks.release(place);
        }
        long track = closed.get(closed.size() - 1).begin();
        writeTrackEvent(event, event.timestampNs(), END, track, system, shape);
    }

    private void writeDuration(EventView event, String system, EventShape shape) {
        long endNs = event.timestampNs();
        long beginNs = Math.max(0, endNs - Math.max(0, event.number(shape.value())));
        SpanPlace place = SpanPlace.of(event, shape);
        long track = place.isThread() ? thread(event) : lane(place, beginNs, endNs);
        writeTrackEvent(event, beginNs, BEGIN, track, system, shape);
        writeSimple(endNs, END, track, shape.name(), system, null);
    }

    private long lane(SpanPlace place, long beginNs, long endNs) {
        String name = place.name() + " (durations)";
        return tracks.lane(place.pid(), name, durations.lane(place.pid(), name, beginNs, endNs));
    }

    /** Writes the end of a span whose own end is not there. */
    private void writeLateEnd(OpenSpan<Long> open, long timestampNs, String why) {
        writeSimple(timestampNs, END, open.begin(), open.name(), open.category(), why);
    }

    private void writeSimple(
            long timestampNs, int type, long track, String name, String category, @Nullable String flag) {
        ProtoBuffer packet = packets.begin(timestampNs);
        added.clear();
        int at = packet.begin(TRACK_EVENT);
        head(packet, type, track, name, category);
        if (flag != null) {
            arguments.flag(packet, flag, added);
        }
        packet.end(at);
        finishPacket(packet);
    }

    private void writeTrackEvent(
            EventView event, long timestampNs, int type, long track, String system, EventShape shape) {
        ProtoBuffer packet = packets.begin(timestampNs);
        added.clear();
        int at = packet.begin(TRACK_EVENT);
        boolean lone = type == INSTANT && shape.kind() == EventShape.Kind.END;
        head(packet, type, track, lone ? shape.format().name() : shape.name(), system);
        if (shape.flowId() >= 0) {
            packet.fixed64(FLOW, event.number(shape.flowId()));
        }
        arguments.append(packet, event, shape, added);
        packet.end(at);
        finishPacket(packet);
    }

    private void head(ProtoBuffer packet, int type, long track, String name, String category) {
        packet.number(TYPE, type)
                .number(TRACK, track)
                .number(NAME, names.number(name, added))
                .number(CATEGORY, categories.number(category, added));
    }

    private void finishPacket(ProtoBuffer packet) {
        if (added.length() > 0) {
            packet.message(INTERNED, added);
        }
        packets.end();
    }

    private void writeCounter(EventView event, String system, EventShape shape) {
        int pid = event.pid() == 0 ? event.tid() : event.pid();
        long track = tracks.counter(pid, system + ':' + shape.name());
        ProtoBuffer packet = packets.begin(event.timestampNs());
        int at = packet.begin(TRACK_EVENT);
        packet.number(TYPE, COUNTER).number(TRACK, track);
        switch (event.kind(shape.value())) {
            case FLOATING -> packet.floating(FLOATING_VALUE, event.floating(shape.value()));
            default -> packet.number(COUNTER_VALUE, event.number(shape.value()));
        }
        packet.end(at);
        packets.end();
    }

    private void writeFtrace(EventView event, EventShape shape) {
        ProtoBuffer packet = packets.begin(event.timestampNs());
        int bundle = beginBundle(packet, event.cpu(), event.timestampNs());
        FtraceEvents.append(packet, FTRACE_EVENT, event, shape.format());
        packet.end(bundle);
        packets.end();
    }

    /** Begins a bundle whose times are of the monotonic clock: the engine takes them for boot time otherwise. */
    private static int beginBundle(ProtoBuffer packet, int cpu, long nowNs) {
        int bundle = packet.begin(FTRACE);
        packet.number(FTRACE_CPU, cpu)
                .number(FTRACE_CLOCK, FTRACE_CLOCK_GLOBAL)
                .number(FTRACE_TIME, nowNs)
                .number(BOOT_TIME, nowNs);
        return bundle;
    }

    @Override
    public void onLost(int cpu, long count, LossCause cause) {
        losses.add(cpu, count);
    }

    private void writeLoss(CpuLosses.Loss loss, long timestampNs) {
        ProtoBuffer packet = packets.begin(timestampNs);
        int bundle = beginBundle(packet, loss.cpu(), timestampNs);
        packet.bool(FTRACE_LOST, true);
        packet.end(bundle);
        packets.end();
        long track = tracks.cpu(loss.cpu());
        packet = packets.begin(timestampNs);
        added.clear();
        int at = packet.begin(TRACK_EVENT);
        head(packet, INSTANT, track, "lost events", "ringtail");
        if (loss.count() >= 0) {
            arguments.number(packet, "count", loss.count(), added);
        }
        packet.end(at);
        finishPacket(packet);
    }

    @Override
    public void onLate(int cpu, long byNs) {}

    /** The number of tracks that are kept in memory. */
    int tracks() {
        return tracks.count();
    }

    /**
     * Writes what remains: the losses after the last event, the ends of the spans that have none, and the host's name for
     * processes that have none of their own.
     */
    public void finish() {
        start(lastNs);
        losses.takeAll().forEach(loss -> writeLoss(loss, lastNs));
        spans.drain().forEach(open -> writeLateEnd(open, lastNs, "unfinished"));
        tracks.finish();
    }
}
