package io.ringtail.proto.layout;

/**
 * The event table: for each event id an enable word, an index entry, and a schema in the text area. The daemon writes
 * all of it; the table suffices to decode the rings when no process is alive.
 *
 * <pre>
 *   enable word      u32  bit 0: enabled in this file's rings; bit 1: perhaps enabled in those of an instance, whose own
 *                         file says so; daemon, opaque; writers, opaque
 *
 *   index entry   0  text offset  u64  from the start of the text area
 *                 8  length       u32  bytes, stored last with release; 0: no such event
 *                 12  creator      s32  uid of the process that added it, -1 for none; before the length
 *
 *   text area        UTF-8: system, newline, the event's properties, the event's tracefs format text
 * </pre>
 */
public final class EventTableDescriptor {
    public static final int ENABLE_LENGTH = Integer.BYTES;

    /** The bit of an enable word for this file's rings. */
    public static final int ENABLED_HERE = 1;
    /** The bit of an enable word for the rings of instances: if it is clear, no instance has the event enabled. */
    public static final int ENABLED_IN_INSTANCE = 2;

    public static final int ENTRY_LENGTH = 16;
    public static final int ENTRY_TEXT_OFFSET = 0;
    public static final int ENTRY_LENGTH_OFFSET = ENTRY_TEXT_OFFSET + Long.BYTES;

    public static final int ENTRY_CREATOR_OFFSET = ENTRY_LENGTH_OFFSET + Integer.BYTES;

    /** The creator of events that the daemon itself added. */
    public static final int NO_CREATOR = -1;

    /** The length of the text area in bytes; sparse, with room for 65,536 schemas of 1 KiB. */
    public static final int TEXT_LENGTH = 1 << 26;

    /** The id of the event that fills the hole left by a dead writer. */
    public static final int LOST_EVENT_ID = 1;
    /** The first id assigned to an application's event; Ringtail reserves the smaller ones. */
    public static final int FIRST_EVENT_ID = 32;

    private EventTableDescriptor() {}
}
