package io.ringtail.daemon.hotplug;

/** A CPU's state on its way into the online mask; {@link CpuLifecycle} shows the transitions. */
public enum CpuState {
    /** The CPU has never been online and has no ring. */
    ABSENT,
    /** The CPU is wanted: its region is to be created. */
    PREPARING,
    /** The CPU's descriptor and the epoch are in the file; clients are mapping its ring. */
    ANNOUNCED,
    /** Every client has answered, or may be skipped; the barrier is next. */
    SYNCHRONISED,
    /** The CPU's bit is in the online mask. */
    ONLINE,
    /** The CPU has a ring with its history, but no bit. */
    OFFLINE,
    /** The CPU is wanted but failed to come online; it is retried. */
    FAILED
}
