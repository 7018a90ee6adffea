package io.ringtail.proto.layout;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;

/**
 * The sizes of a buffer file and the offsets of its sections, in bytes.
 *
 * @param mode the behaviour of a full ring
 * @param possibleCpus the number of CPUs that the machine can ever have: the highest possible number plus one
 * @param ring the geometry of each CPU's ring
 * @param clients the number of records in the client table
 * @param threadSlots the number of slots for writing threads
 * @param events the number of entries in the event table, one more than the highest event id
 */
public record Geometry(BufferMode mode, int possibleCpus, RingGeometry ring, int clients, int threadSlots, int events) {
    /** The maximum number of CPUs in a mask. */
    public static final int MAX_CPUS = 1024;
    /** The maximum number of attached processes. */
    public static final int MAX_CLIENTS = 4096;
    /** The maximum number of writing threads that own a slot. */
    public static final int MAX_THREAD_SLOTS = 1 << 20;
    /** The maximum number of events: {@code common_type} is a u16. */
    public static final int MAX_EVENTS = 1 << 16;
    /** The alignment of separately mapped regions: the largest page size of arm64 kernels. */
    public static final int REGION_ALIGNMENT = 1 << 16;
    /** The length of the control ring without its trailer in bytes, a power of two. */
    public static final int CONTROL_RING_CAPACITY = 1 << 16;
    /** The length of the trailer of Agrona's broadcast buffer in bytes. */
    public static final int CONTROL_RING_TRAILER = 128;
    /** The number of Agrona counters. */
    public static final int COUNTERS = 256;

    private static final int COUNTER_METADATA_LENGTH = 512;
    private static final int COUNTER_VALUE_LENGTH = 128;
    private static final int SECTION_ALIGNMENT = 4096;

    /**
     * Checks every number, since the numbers may come from a file.
     *
     * @throws IllegalArgumentException if a number is out of range
     */
    public Geometry {
        requireRange("possible CPUs", possibleCpus, 1, MAX_CPUS);
        requireRange("clients", clients, 1, MAX_CLIENTS);
        requireRange("thread slots", threadSlots, 1, MAX_THREAD_SLOTS);
        requireRange("events", events, 1, MAX_EVENTS);
    }

    /**
     * Returns a geometry of the usual table sizes: 1,024 processes, 16,384 threads with their own slots, every event
     * id.
     */
    public static Geometry of(BufferMode mode, int possibleCpus, RingGeometry ring) {
        return new Geometry(mode, possibleCpus, ring, 1024, 16_384, MAX_EVENTS);
    }

    /**
     * Returns the geometry that a file's header states.
     *
     * @param header a copy of the file's beginning, little endian
     * @throws IllegalArgumentException if a number is out of range
     */
    public static Geometry inHeader(ByteBuffer header) {
        return new Geometry(
                BufferMode.ofCode(header.getInt(HeaderDescriptor.MODE_OFFSET)),
                header.getInt(HeaderDescriptor.POSSIBLE_CPUS_OFFSET),
                new RingGeometry(
                        header.getInt(HeaderDescriptor.SUBBUF_SIZE_OFFSET),
                        header.getInt(HeaderDescriptor.SUBBUF_COUNT_OFFSET)),
                header.getInt(HeaderDescriptor.CLIENTS_OFFSET),
                header.getInt(HeaderDescriptor.THREAD_SLOTS_OFFSET),
                header.getInt(HeaderDescriptor.EVENTS_OFFSET));
    }

    /**
     * Returns the checksum of these numbers in a header: the CRC-32 of their 28 bytes as they are there, little endian,
     * or 1 if that is 0, which means that there is no checksum.
     */
    public int checksum() {
        ByteBuffer numbers = ByteBuffer.allocate(HeaderDescriptor.CHECKSUM_OFFSET - HeaderDescriptor.MODE_OFFSET)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(mode.code())
                .putInt(possibleCpus)
                .putInt(ring.subbufSize())
                .putInt(ring.subbufCount())
                .putInt(clients)
                .putInt(threadSlots)
                .putInt(events);
        CRC32 sum = new CRC32();
        sum.update(numbers.flip());
        return sum.getValue() == 0 ? 1 : (int) sum.getValue();
    }

    /** Returns the offset of the control ring. */
    public int controlRingOffset() {
        return HeaderDescriptor.HEADER_LENGTH;
    }

    /** Returns the length of the control ring in bytes, trailer included. */
    public int controlRingLength() {
        return CONTROL_RING_CAPACITY + CONTROL_RING_TRAILER;
    }

    /** Returns the offset of the client table. */
    public int clientTableOffset() {
        return align(controlRingOffset() + controlRingLength(), SECTION_ALIGNMENT);
    }

    /** Returns the offset of a client's record. */
    public int clientOffset(int client) {
        return clientTableOffset() + client * ClientDescriptor.LENGTH;
    }

    /** Returns the offset of the first thread slot. */
    public int threadSlotsOffset() {
        return align(clientOffset(clients), SECTION_ALIGNMENT);
    }

    /** Returns the offset of a thread slot. */
    public int threadSlotOffset(int slot) {
        return threadSlotsOffset() + slot * ThreadSlotDescriptor.LENGTH;
    }

    /** Returns the offset of the events' enable words. */
    public int enableTableOffset() {
        return align(threadSlotOffset(threadSlots), SECTION_ALIGNMENT);
    }

    /** Returns the offset of an event's enable word. */
    public int enableOffset(int eventId) {
        return enableTableOffset() + eventId * EventTableDescriptor.ENABLE_LENGTH;
    }

    /** Returns the offset of the events' index entries. */
    public int eventIndexOffset() {
        return align(enableOffset(events), SECTION_ALIGNMENT);
    }

    /** Returns the offset of an event's index entry. */
    public int eventEntryOffset(int eventId) {
        return eventIndexOffset() + eventId * EventTableDescriptor.ENTRY_LENGTH;
    }

    /** Returns the offset of the text area, which holds the event schemas. */
    public int eventTextOffset() {
        return align(eventEntryOffset(events), SECTION_ALIGNMENT);
    }

    /** Returns the length of the text area in bytes. */
    public int eventTextLength() {
        return EventTableDescriptor.TEXT_LENGTH;
    }

    /** Returns the offset of the saved command lines. */
    public int cmdlinesOffset() {
        return align(eventTextOffset() + eventTextLength(), SECTION_ALIGNMENT);
    }

    /** Returns the offset of an entry of the saved command lines. */
    public int cmdlineOffset(int entry) {
        return cmdlinesOffset() + entry * CmdlineDescriptor.LENGTH;
    }

    /** Returns the offset of the counters' metadata. */
    public int countersMetadataOffset() {
        return align(cmdlineOffset(CmdlineDescriptor.ENTRIES), SECTION_ALIGNMENT);
    }

    /** Returns the length of the counters' metadata in bytes. */
    public int countersMetadataLength() {
        return COUNTERS * COUNTER_METADATA_LENGTH;
    }

    /** Returns the offset of the counters' values. */
    public int countersValuesOffset() {
        return align(countersMetadataOffset() + countersMetadataLength(), SECTION_ALIGNMENT);
    }

    /** Returns the length of the counters' values in bytes. */
    public int countersValuesLength() {
        return COUNTERS * COUNTER_VALUE_LENGTH;
    }

    /** Returns the offset of the CPU descriptors. */
    public int cpuTableOffset() {
        return align(countersValuesOffset() + countersValuesLength(), SECTION_ALIGNMENT);
    }

    /** Returns the offset of a possible CPU's descriptor. */
    public int cpuOffset(int cpu) {
        return cpuTableOffset() + cpu * CpuDescriptor.LENGTH;
    }

    /** Returns the length in bytes of everything before the first region, which every process maps in one piece. */
    public int metadataLength() {
        return align(cpuOffset(possibleCpus), REGION_ALIGNMENT);
    }

    /** Returns the offset in the file of a possible CPU's region, used or not: a multiple of a region's length. */
    public long regionOffset(int cpu) {
        long length = ring.regionLength();
        long before = (metadataLength() + length - 1) / length;
        return (before + cpu) * length;
    }

    /** Returns the length of the whole sparse file in bytes. */
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
