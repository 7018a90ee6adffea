package io.ringtail.proto.layout;

/**
 * A buffer file's sizes, and where its sections lie.
 *
 * @param mode what a full ring does
 * @param possibleCpus how many CPUs the machine can ever have: the highest possible number plus one
 * @param ring the geometry of each CPU's ring
 * @param clients records in the client table
 * @param threadSlots slots for writing threads
 * @param events entries in the event table, which is one more than the highest event id
 */
public record Geometry(BufferMode mode, int possibleCpus, RingGeometry ring, int clients, int threadSlots, int events) {
    /** The most CPUs that a mask holds. */
    public static final int MAX_CPUS = 1024;
    /** The most attached processes. */
    public static final int MAX_CLIENTS = 4096;
    /** The most writing threads that own a slot. */
    public static final int MAX_THREAD_SLOTS = 1 << 20;
    /** {@code common_type} is a u16. */
    public static final int MAX_EVENTS = 1 << 16;
    /** The largest page that arm64 kernels use: what is mapped by itself begins at a multiple. */
    public static final int REGION_ALIGNMENT = 1 << 16;
    /** The control ring without its trailer, in bytes: a power of two. */
    public static final int CONTROL_RING_CAPACITY = 1 << 16;
    /** The trailer of Agrona's broadcast buffer. */
    public static final int CONTROL_RING_TRAILER = 128;
    /** Agrona counters. */
    public static final int COUNTERS = 256;

    private static final int COUNTER_METADATA_LENGTH = 512;
    private static final int COUNTER_VALUE_LENGTH = 128;
    private static final int SECTION_ALIGNMENT = 4096;

    /** Checks every number, since they may come from a file. */
    public Geometry {
        requireRange("possible CPUs", possibleCpus, 1, MAX_CPUS);
        requireRange("clients", clients, 1, MAX_CLIENTS);
        requireRange("thread slots", threadSlots, 1, MAX_THREAD_SLOTS);
        requireRange("events", events, 1, MAX_EVENTS);
    }

    /** The usual table sizes: 1,024 processes, 16,384 threads with slots of their own, every event id. */
    public static Geometry of(BufferMode mode, int possibleCpus, RingGeometry ring) {
        return new Geometry(mode, possibleCpus, ring, 1024, 16_384, MAX_EVENTS);
    }

    public int controlRingOffset() {
        return HeaderDescriptor.HEADER_LENGTH;
    }

    public int controlRingLength() {
        return CONTROL_RING_CAPACITY + CONTROL_RING_TRAILER;
    }

    public int clientTableOffset() {
        return align(controlRingOffset() + controlRingLength(), SECTION_ALIGNMENT);
    }

    /** The offset of a client's record. */
    public int clientOffset(int client) {
        return clientTableOffset() + client * ClientDescriptor.LENGTH;
    }

    public int threadSlotsOffset() {
        return align(clientOffset(clients), SECTION_ALIGNMENT);
    }

    /** The offset of a thread slot. */
    public int threadSlotOffset(int slot) {
        return threadSlotsOffset() + slot * ThreadSlotDescriptor.LENGTH;
    }

    public int enableTableOffset() {
        return align(threadSlotOffset(threadSlots), SECTION_ALIGNMENT);
    }

    /** The offset of an event's enable word. */
    public int enableOffset(int eventId) {
        return enableTableOffset() + eventId * EventTableDescriptor.ENABLE_LENGTH;
    }

    public int eventIndexOffset() {
        return align(enableOffset(events), SECTION_ALIGNMENT);
    }

    /** The offset of an event's index entry. */
    public int eventEntryOffset(int eventId) {
        return eventIndexOffset() + eventId * EventTableDescriptor.ENTRY_LENGTH;
    }

    public int eventTextOffset() {
        return align(eventEntryOffset(events), SECTION_ALIGNMENT);
    }

    public int eventTextLength() {
        return EventTableDescriptor.TEXT_LENGTH;
    }

    public int cmdlinesOffset() {
        return align(eventTextOffset() + eventTextLength(), SECTION_ALIGNMENT);
    }

    /** The offset of an entry of the saved command lines. */
    public int cmdlineOffset(int entry) {
        return cmdlinesOffset() + entry * CmdlineDescriptor.LENGTH;
    }

    public int countersMetadataOffset() {
        return align(cmdlineOffset(CmdlineDescriptor.ENTRIES), SECTION_ALIGNMENT);
    }

    public int countersMetadataLength() {
        return COUNTERS * COUNTER_METADATA_LENGTH;
    }

    public int countersValuesOffset() {
        return align(countersMetadataOffset() + countersMetadataLength(), SECTION_ALIGNMENT);
    }

    public int countersValuesLength() {
        return COUNTERS * COUNTER_VALUE_LENGTH;
    }

    public int cpuTableOffset() {
        return align(countersValuesOffset() + countersValuesLength(), SECTION_ALIGNMENT);
    }

    /** The offset of a possible CPU's descriptor. */
    public int cpuOffset(int cpu) {
        return cpuTableOffset() + cpu * CpuDescriptor.LENGTH;
    }

    /** The length of everything before the first region: what every process maps in one piece. */
    public int metadataLength() {
        return align(cpuOffset(possibleCpus), REGION_ALIGNMENT);
    }

    /** Where a possible CPU's region lies in the file, used or not: a multiple of a region's length. */
    public long regionOffset(int cpu) {
        long length = ring.regionLength();
        long before = (metadataLength() + length - 1) / length;
        return (before + cpu) * length;
    }

    /** The whole file's length; sparse. */
    public long fileLength() {
        return regionOffset(possibleCpus);
    }

    static int align(int value, int alignment) {
        return (value + alignment - 1) & -alignment;
    }

    static void requireRange(String what, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(what + ": " + value + " is not between " + least + " and " + most);
        }
    }
}
