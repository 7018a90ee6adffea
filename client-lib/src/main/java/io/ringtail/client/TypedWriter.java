package io.ringtail.client;

import io.ringtail.client.cpu.CpuId;
import io.ringtail.client.ring.Attachment;
import io.ringtail.client.ring.OwnSlot;
import io.ringtail.client.ring.RingWriter;
import io.ringtail.client.ring.WriterRing;
import io.ringtail.proto.layout.HeaderDescriptor;
import io.ringtail.proto.memory.MappedRegion;
import java.lang.ref.Reference;
import org.jspecify.annotations.Nullable;

/**
 * Stores the payload of an event directly into a ring; for the code of {@link Tracer#provider} only, and for one
 * platform thread.
 *
 * <p>Everything that an event needs is in this one object, and was checked when it was filled: the thread's slot, its
 * id, its CPU's ring and mask bit. An event that finds anything changed is written by an {@link EventRecord}, after
 * which the object is filled anew. Texts are staged in {@link #texts} before the claim, so that the payload's length is
 * known, and no more than a copy happens inside.
 */
public final class TypedWriter {
    /** More bytes of texts than this are written by a record. */
    private static final int MOST_TEXT = 1024;

    private static final int MOST_BYTES_PER_CHAR = 3;
    private static final int SLACK = 8;
    private static final int COMMON_OFFSET = 0;
    private static final String NULL_TEXT = "(null)";
    /** No text of the application is this very object. */
    @SuppressWarnings("StringConstructor") // not the constant, which an application may pass
    private static final String NO_TEXT = new String("none");

    /** Where events are counted that fail before they have a place. */
    private final LostEvents lost;

    private @Nullable Attachment attachment;
    private @Nullable OwnSlot slot;
    private @Nullable WriterRing ring;
    private @Nullable MappedRegion region;
    private @Nullable CpuId cpuId;
    private int cpu;
    private int onlineOffset;
    private long onlineBit;
    /** The thread's id in the place that it has in the common fields. */
    private long tid;
    /** The id of the type of the event being written. */
    private int id;

    private final byte[] texts = new byte[MOST_TEXT + SLACK];
    /** The offset in the payload of the first staged byte. */
    private int textsOffset;

    private int textsEnd;

    /** The text whose bytes are staged first, {@link #NO_TEXT} if there is none, and their number with the NUL. */
    private @Nullable String firstText = NO_TEXT;

    private int firstLength;

    TypedWriter(LostEvents lost) {
        this.lost = lost;
    }

    /** Fills the object. Not ready meanwhile, in case an error ends this midway: its parts belong together. */
    void follow(Attachment newAttachment, OwnSlot newSlot, WriterRing newRing, CpuId newCpuId, int newTid) {
        attachment = null;
        cpu = newRing.cpu();
        cpuId = newCpuId;
        ring = newRing;
        region = newRing.region();
        slot = newSlot;
        tid = (long) newTid << Integer.SIZE;
        onlineOffset = HeaderDescriptor.onlineWordOffset(cpu);
        onlineBit = HeaderDescriptor.maskBit(cpu);
        attachment = newAttachment;
    }

    /** Forgets everything. */
    void clear() {
        firstText = NO_TEXT;
        attachment = null;
        slot = null;
        ring = null;
        region = null;
        cpuId = null;
    }

    /** Returns whether an event of a type may be written with this object now; the next one is of this type. */
    boolean isReady(Binding binding) {
        Attachment target = attachment;
        CpuId current = cpuId;
        if (target == null || current == null || target != binding.attachment() || current.cpu() != cpu) {
            return false;
        }
        id = binding.id();
        try {
            return (binding.metadata().getLongOpaque(onlineOffset) & onlineBit) != 0;
        } finally {
            // The word is read by address: a concurrent close of the tracer must not let the file be unmapped
            // meanwhile.
            Reference.reachabilityFence(target);
        }
    }

    /**
     * Begins to stage the texts of an event.
     *
     * @param offset of the first text in the payload
     */
    public void beginTexts(int offset) {
        textsOffset = offset;
        textsEnd = offset;
    }

    /**
     * Stages a text. An event's first text is often the one of the event before: then its bytes are there already.
     *
     * @return its length and offset in the payload, as the field has them; 0 if there is no room for it
     */
    @SuppressWarnings("ReferenceEquality") // the very object: a String never changes
    public int text(@Nullable String value) {
        int from = textsEnd - textsOffset;
        if (from == 0 && value == firstText) {
            return staged(firstLength);
        }
        String text = value == null ? NULL_TEXT : value;
        int length = text.length();
        if (length > (MOST_TEXT - 1 - from) / MOST_BYTES_PER_CHAR) {
            return 0;
        }
        if (from == 0) {
            firstText = NO_TEXT; // until its bytes are complete: an error may strike before
        }
        int to = encode(text, length, from);
        texts[to] = 0;
        if (from == 0) {
            firstText = value;
            firstLength = to + 1;
        }
        return staged(to + 1 - from);
    }

    private int staged(int length) {
        int offset = textsEnd;
        textsEnd = offset + length;
        return length << Short.SIZE | offset;
    }

    /** Encodes a text; there is room for each of its characters at its longest. */
    private int encode(String text, int length, int from) {
        byte[] into = texts;
        int bits = 0;
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            into[from + i] = (byte) c;
            bits |= c | c - 1; // no bit above the lowest seven if every character is ASCII, and not NUL
        }
        return bits < 0x80 && bits >= 0 ? from + length : Utf8.encode(text, length, into, from, MOST_TEXT);
    }

    /** Returns the length of a payload that ends with the staged texts, in bytes. */
    public int textsEnd() {
        return textsEnd;
    }

    /** Begins the event; returns {@link RingWriter#NONE} if it must be written by a record. */
    public long begin(int length) {
        OwnSlot own = slot;
        WriterRing target = ring;
        return own == null || target == null ? RingWriter.NONE : own.begin(target, length);
    }

    /** Stores a value of 8 bytes at an offset of the payload. */
    public void putLong(long claim, int offset, long value) {
        MappedRegion into = region;
        if (into != null) {
            into.putLong((int) claim + offset, value);
        }
    }

    /** Stores a value of 4 bytes at an offset of the payload. */
    public void putInt(long claim, int offset, int value) {
        MappedRegion into = region;
        if (into != null) {
            into.putInt((int) claim + offset, value);
        }
    }

    /** Stores a value of 2 bytes at an offset of the payload. */
    public void putShort(long claim, int offset, int value) {
        MappedRegion into = region;
        if (into != null) {
            into.putShort((int) claim + offset, (short) value);
        }
    }

    /** Stores a byte at an offset of the payload. */
    public void putByte(long claim, int offset, int value) {
        MappedRegion into = region;
        if (into != null) {
            into.putByte((int) claim + offset, (byte) value);
        }
    }

    /** Stores the staged texts at an offset of the payload, and zeros up to the next multiple of 4. */
    public void putTexts(long claim, int offset) {
        MappedRegion into = region;
        byte[] from = texts;
        if (into != null) {
            int length = textsEnd - textsOffset;
            from[length] = 0;
            from[length + 1] = 0;
            from[length + 2] = 0;
            into.putWords((int) claim + offset, from, (length + 3) & -4);
        }
    }

    /** Stores the common fields, and ends the event. */
    public void end(long claim, int length) {
        OwnSlot own = slot;
        WriterRing target = ring;
        if (own != null && target != null) {
            target.region().putLong((int) claim + COMMON_OFFSET, id | tid);
            own.end(target, claim, (length + 3) & -4);
        }
    }

    /**
     * Ends an event that failed. If it has a place in a ring, the daemon counts it once its slot is settled; otherwise
     * it is counted here. A stack or heap overflow is not thrown; what others throw into this thread is.
     */
    public void failed(Throwable thrown) {
        OwnSlot own = slot;
        if (own == null || own.fail(thrown)) {
            try {
                lost.add();
            } catch (VirtualMachineError again) {
                lost.uncalled++;
            }
        }
        if (thrown instanceof ThreadDeath death) {
            throw death;
        }
    }
}
