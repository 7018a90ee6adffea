package io.ringtail.daemon.hotplug;

/** Where a CPU stands on its way into the online mask; who makes which move is drawn in {@link CpuLifecycle}. */
public enum CpuState {
    /** It has never been online and has no ring. */
    ABSENT,
    /** It is wanted: its region is to be made. */
    PREPARING,
    /** Its descriptor and the epoch are in the file; clients are mapping its ring. */
    ANNOUNCED,
    /** Every client has answered, or may be passed over; the barrier is to come. */
    SYNCHRONISED,
    /** Its bit is in the online mask. */
    ONLINE,
    /** It has a ring with its history, and no bit. */
    OFFLINE,
    /** It is wanted and cannot be had; it is tried again. */
    FAILED
}
