package io.ringtail.bridge.jfr;

import io.ringtail.bridge.Failures;
import io.ringtail.client.Tracer;
import java.time.Duration;
import java.util.function.Consumer;
import jdk.jfr.consumer.RecordedClass;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingStream;
import org.jspecify.annotations.Nullable;

/** A recording of this JVM, whose events are written into the rings by the stream's own daemon thread. */
final class JfrStream implements AutoCloseable {
    /** JFR's files for this stream, which it reads within a second or two, take no more than this. */
    private static final long MOST_BYTES = 32L << 20;

    /** A sample during which the thread was interrupted says less than the one before. */
    private static final Duration MOST_UNCERTAINTY = Duration.ofNanos(20_000);

    private final RecordingStream stream = new RecordingStream();
    private final JfrClock clock = new JfrClock();
    private final Failures failures = new Failures("JFR");
    private final JvmEvents events;

    /** The safepoint that has begun last, and when; for the stream's thread. */
    private long safepoint = -1;

    private long safepointStartNs;
    private int safepointThreads;

    private JfrStream(Tracer tracer) {
        this.events = tracer.provider(JvmEvents.class);
    }

    /**
     * Starts a recording.
     *
     * @param threshold how long a thread must wait for the event to be written
     */
    static JfrStream start(Tracer tracer, Duration threshold) {
        JfrStream started = new JfrStream(tracer);
        try {
            started.start(threshold);
            return started;
        } catch (Throwable e) {
            started.close();
            throw e;
        }
    }

    private void start(Duration threshold) {
        stream.setMaxSize(MOST_BYTES);
        stream.onError(failures::onFailure);
        stream.enable(ClockSample.class);
        stream.onEvent(ClockSample.NAME, this::onClockSample);
        stream.onFlush(ClockSample::take);
        on("jdk.GarbageCollection", this::onGc);
        on("jdk.GCPhasePause", this::onGcPause);
        on("jdk.SafepointBegin", this::onSafepointBegin);
        on("jdk.SafepointEnd", this::onSafepointEnd);
        on("jdk.ExecuteVMOperation", this::onVmOperation);
        on("jdk.JavaMonitorEnter", threshold, this::onMonitorEnter);
        on("jdk.JavaMonitorWait", threshold, this::onMonitorWait);
        on("jdk.ThreadPark", threshold, this::onPark);
        on("jdk.VirtualThreadPinned", threshold, this::onPinned);
        stream.startAsync();
        ClockSample.take();
    }

    private void on(String event, Consumer<RecordedEvent> handler) {
        on(event, Duration.ZERO, handler);
    }

    private void on(String event, Duration threshold, Consumer<RecordedEvent> handler) {
        stream.enable(event).withThreshold(threshold).withoutStackTrace();
        stream.onEvent(event, recorded -> {
            try {
                handler.accept(recorded);
            } catch (Throwable e) {
                failures.onFailure(e);
            }
        });
    }

    private void onClockSample(RecordedEvent event) {
        if (event.getDuration().compareTo(MOST_UNCERTAINTY) <= 0) {
            clock.sample(event.getStartTime(), event.getLong(ClockSample.NANO_TIME));
        }
    }

    private void onGc(RecordedEvent event) {
        events.gc(
                event.getInt("gcId"),
                event.getString("name"),
                event.getString("cause"),
                event.getDuration("sumOfPauses").toNanos(),
                startNs(event),
                durationNs(event));
    }

    private void onGcPause(RecordedEvent event) {
        events.gcPause(event.getInt("gcId"), event.getString("name"), startNs(event), durationNs(event));
    }

    private void onSafepointBegin(RecordedEvent event) {
        safepoint = event.getLong("safepointId");
        safepointStartNs = startNs(event);
        safepointThreads = event.getInt("totalThreadCount");
    }

    private void onSafepointEnd(RecordedEvent event) {
        long id = event.getLong("safepointId");
        if (id == safepoint) {
            long endNs = clock.nanoTime(event.getEndTime());
            events.safepoint(id, safepointThreads, safepointStartNs, endNs - safepointStartNs);
        }
    }

    private void onVmOperation(RecordedEvent event) {
        if (event.getBoolean("safepoint")) {
            events.vmOperation(
                    event.getString("operation"), event.getLong("safepointId"), startNs(event), durationNs(event));
        }
    }

    private void onMonitorEnter(RecordedEvent event) {
        events.monitorEnter(
                className(event, "monitorClass"),
                threadName(event.getThread("previousOwner")),
                threadName(event.getThread()),
                tid(event.getThread()),
                startNs(event),
                durationNs(event));
    }

    private void onMonitorWait(RecordedEvent event) {
        events.monitorWait(
                className(event, "monitorClass"),
                event.getBoolean("timedOut"),
                threadName(event.getThread()),
                tid(event.getThread()),
                startNs(event),
                durationNs(event));
    }

    private void onPark(RecordedEvent event) {
        events.park(
                className(event, "parkedClass"),
                threadName(event.getThread()),
                tid(event.getThread()),
                startNs(event),
                durationNs(event));
    }

    private void onPinned(RecordedEvent event) {
        boolean reason = event.hasField("pinnedReason");
        boolean carrier = event.hasField("carrierThread");
        events.virtualThreadPinned(
                reason ? String.valueOf(event.getString("pinnedReason")) : "",
                threadName(event.getThread()),
                carrier ? tid(event.getThread("carrierThread")) : 0,
                startNs(event),
                durationNs(event));
    }

    private long startNs(RecordedEvent event) {
        return clock.nanoTime(event.getStartTime());
    }

    private static long durationNs(RecordedEvent event) {
        return event.getDuration().toNanos();
    }

    private static String className(RecordedEvent event, String field) {
        RecordedClass type = event.getClass(field);
        return type == null ? "" : type.getName();
    }

    private static String threadName(@Nullable RecordedThread thread) {
        String name = thread == null ? null : thread.getJavaName();
        return name != null ? name : thread == null ? "" : String.valueOf(thread.getOSName());
    }

    /** A virtual thread has no id of the system's. */
    private static long tid(@Nullable RecordedThread thread) {
        return thread == null ? 0 : Math.max(0, thread.getOSThreadId());
    }

    /** Ends the recording, and removes JFR's files; the thread ends. */
    @Override
    public void close() {
        stream.close();
        ClockSample.forget();
    }
}
