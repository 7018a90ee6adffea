package io.ringtail.bridge.jfr;

import io.ringtail.client.typed.Name;
import io.ringtail.client.typed.TraceProvider;
import org.jspecify.annotations.Nullable;

/**
 * What the JVM did: each event is written about a second later, by the bridge's thread, and says itself when it began,
 * on the clock of the rings, how long it took, and in which thread it was.
 */
@TraceProvider("jvm")
interface JvmEvents {
    void gc(
            @Name("gc_id") int id,
            @Nullable String name,
            @Nullable String cause,
            @Name("pauses_ns") long pausesNs,
            @Name("start_ns") long startNs,
            @Name("duration_ns") long durationNs);

    @Name("gc_pause")
    void gcPause(
            @Name("gc_id") int id,
            @Nullable String name,
            @Name("start_ns") long startNs,
            @Name("duration_ns") long durationNs);

    void safepoint(
            @Name("safepoint_id") long id,
            int threads,
            @Name("start_ns") long startNs,
            @Name("duration_ns") long durationNs);

    @Name("vm_operation")
    void vmOperation(
            @Nullable String operation,
            @Name("safepoint_id") long safepoint,
            @Name("start_ns") long startNs,
            @Name("duration_ns") long durationNs);

    @Name("monitor_enter")
    void monitorEnter(
            @Name("monitor_class") String monitorClass,
            @Name("previous_owner") String previousOwner,
            String thread,
            long tid,
            @Name("start_ns") long startNs,
            @Name("duration_ns") long durationNs);

    @Name("monitor_wait")
    void monitorWait(
            @Name("monitor_class") String monitorClass,
            @Name("timed_out") boolean timedOut,
            String thread,
            long tid,
            @Name("start_ns") long startNs,
            @Name("duration_ns") long durationNs);

    void park(
            @Name("parked_class") String parkedClass,
            String thread,
            long tid,
            @Name("start_ns") long startNs,
            @Name("duration_ns") long durationNs);

    @Name("virtual_thread_pinned")
    void virtualThreadPinned(
            String reason,
            String thread,
            @Name("carrier_tid") long carrierTid,
            @Name("start_ns") long startNs,
            @Name("duration_ns") long durationNs);
}
