package io.ringtail.proto.memory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;

/**
 * A stretch of memory that several processes share, little endian, seen through the JDK alone.
 *
 * <p>Each method's name says how it is ordered: plain accesses promise nothing across threads; <em>opaque</em> ones
 * are single, coherent, and kept in program order by HotSpot; <em>acquire</em> and <em>release</em> pair with each
 * other; {@code compareAndSet} is a full acquire and release; {@code getAndAdd…Release} orders what came before it.
 * Offsets are in bytes, aligned to the size of the value. An offset outside the region throws
 * {@link IndexOutOfBoundsException}: no access can leave it.
 *
 * <p>The accesses of a writer's hot path go by address where the JVM has a way to do so ({@link AddressedMemory}), and by the
 * buffer elsewhere. An address does not keep the memory mapped: hold the region in a field for as long as it is used, as a
 * writer's thread does.
 */
public final class MappedRegion {
    private static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN)
            .withInvokeExactBehavior();
    private static final VarHandle INT = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN)
            .withInvokeExactBehavior();

    private static final VarHandle ARRAY_LONG = MethodHandles.byteArrayViewVarHandle(
                    long[].class, ByteOrder.LITTLE_ENDIAN)
            .withInvokeExactBehavior();
    private static final VarHandle ARRAY_INT = MethodHandles.byteArrayViewVarHandle(
                    int[].class, ByteOrder.LITTLE_ENDIAN)
            .withInvokeExactBehavior();
    /** Up to here a loop is quicker than a bulk copy, bytes. */
    private static final int MAX_LOOP = 256;

    private final ByteBuffer buffer;
    /** Where it begins, for {@link AddressedMemory}. */
    private final long address;

    private final int capacity;

    /**
     * A region over all of a buffer.
     *
     * @param memory direct (mapped or allocated) memory, aligned to 8 bytes at least; its position and limit are
     *     ignored from here on
     */
    public MappedRegion(ByteBuffer memory) {
        ByteBuffer whole = memory.duplicate().clear().order(ByteOrder.LITTLE_ENDIAN);
        if (!whole.isDirect() || whole.alignmentOffset(0, 8) != 0) {
            throw new IllegalArgumentException("a region needs direct memory aligned to 8 bytes, not " + memory);
        }
        this.buffer = whole;
        this.address = AddressedMemory.address(whole);
        this.capacity = whole.capacity();
    }

    /** The length in bytes. */
    public int capacity() {
        return capacity;
    }

    /** A region over {@code length} bytes from {@code offset} on, which share this one's memory. */
    public MappedRegion slice(int offset, int length) {
        return new MappedRegion(buffer.slice(offset, length));
    }

    /** A little-endian view of the same memory, with a position and a limit of its own, for bulk copies. */
    public ByteBuffer view() {
        return buffer.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }

    public int getInt(int offset) {
        return (int) INT.get(buffer, offset);
    }

    public int getIntOpaque(int offset) {
        return AddressedMemory.AVAILABLE
                ? AddressedMemory.getIntOpaque(at(offset, Integer.BYTES))
                : (int) INT.getOpaque(buffer, offset);
    }

    public int getIntAcquire(int offset) {
        return AddressedMemory.AVAILABLE
                ? AddressedMemory.getIntAcquire(at(offset, Integer.BYTES))
                : (int) INT.getAcquire(buffer, offset);
    }

    public void putInt(int offset, int value) {
        if (AddressedMemory.AVAILABLE) {
            AddressedMemory.putInt(at(offset, Integer.BYTES), value);
        } else {
            INT.set(buffer, offset, value);
        }
    }

    public void putIntOpaque(int offset, int value) {
        if (AddressedMemory.AVAILABLE) {
            AddressedMemory.putIntOpaque(at(offset, Integer.BYTES), value);
        } else {
            INT.setOpaque(buffer, offset, value);
        }
    }

    public void putIntRelease(int offset, int value) {
        if (AddressedMemory.AVAILABLE) {
            AddressedMemory.putIntRelease(at(offset, Integer.BYTES), value);
        } else {
            INT.setRelease(buffer, offset, value);
        }
    }

    public long getLong(int offset) {
        return (long) LONG.get(buffer, offset);
    }

    public long getLongOpaque(int offset) {
        return AddressedMemory.AVAILABLE
                ? AddressedMemory.getLongOpaque(at(offset, Long.BYTES))
                : (long) LONG.getOpaque(buffer, offset);
    }

    public long getLongAcquire(int offset) {
        return AddressedMemory.AVAILABLE
                ? AddressedMemory.getLongAcquire(at(offset, Long.BYTES))
                : (long) LONG.getAcquire(buffer, offset);
    }

    public void putLong(int offset, long value) {
        if (AddressedMemory.AVAILABLE) {
            AddressedMemory.putLong(at(offset, Long.BYTES), value);
        } else {
            LONG.set(buffer, offset, value);
        }
    }

    public void putLongOpaque(int offset, long value) {
        if (AddressedMemory.AVAILABLE) {
            AddressedMemory.putLongOpaque(at(offset, Long.BYTES), value);
        } else {
            LONG.setOpaque(buffer, offset, value);
        }
    }

    public void putLongRelease(int offset, long value) {
        if (AddressedMemory.AVAILABLE) {
            AddressedMemory.putLongRelease(at(offset, Long.BYTES), value);
        } else {
            LONG.setRelease(buffer, offset, value);
        }
    }

    /** Replaces {@code expected}, acquire and release; false, and nothing changed, where another value stood. */
    public boolean compareAndSetLong(int offset, long expected, long value) {
        return AddressedMemory.AVAILABLE
                ? AddressedMemory.compareAndSetLong(at(offset, Long.BYTES), expected, value)
                : LONG.compareAndSet(buffer, offset, expected, value);
    }

    /** Adds with release order. */
    public long getAndAddLongRelease(int offset, long delta) {
        return AddressedMemory.AVAILABLE
                ? AddressedMemory.getAndAddLongRelease(at(offset, Long.BYTES), delta)
                : (long) LONG.getAndAddRelease(buffer, offset, delta);
    }

    /** Sets bits, acquire and release. */
    public long getAndBitwiseOrLong(int offset, long bits) {
        return (long) LONG.getAndBitwiseOr(buffer, offset, bits);
    }

    /** Clears bits, acquire and release. */
    public long getAndBitwiseAndLong(int offset, long bits) {
        return (long) LONG.getAndBitwiseAnd(buffer, offset, bits);
    }

    /**
     * Copies 4-byte words in, plainly: the quick way for what an event holds.
     *
     * @param length in bytes, a multiple of 4
     */
    public void putWords(int offset, byte[] source, int length) {
        if (length > MAX_LOOP) {
            buffer.put(offset, source, 0, length);
            return;
        }
        if (AddressedMemory.AVAILABLE) {
            Objects.checkFromIndexSize(0, length, source.length);
            copyWords(address + Objects.checkFromIndexSize(offset, length, capacity), source, length);
            return;
        }
        int done = 0;
        for (; done + Long.BYTES <= length; done += Long.BYTES) {
            LONG.set(buffer, offset + done, (long) ARRAY_LONG.get(source, done));
        }
        if (done < length) {
            INT.set(buffer, offset + done, (int) ARRAY_INT.get(source, done));
        }
    }

    /** Two longs a turn: of so few words that is most of the copy. */
    private static void copyWords(long to, byte[] source, int length) {
        int done = 0;
        for (; length - done >= 2 * Long.BYTES; done += 2 * Long.BYTES) {
            AddressedMemory.putLong(to + done, (long) ARRAY_LONG.get(source, done));
            AddressedMemory.putLong(to + done + Long.BYTES, (long) ARRAY_LONG.get(source, done + Long.BYTES));
        }
        if (length - done >= Long.BYTES) {
            AddressedMemory.putLong(to + done, (long) ARRAY_LONG.get(source, done));
            done += Long.BYTES;
        }
        if (done < length) {
            AddressedMemory.putInt(to + done, (int) ARRAY_INT.get(source, done));
        }
    }

    /** The address of a value that lies inside. */
    private long at(int offset, int size) {
        return address + Objects.checkIndex(offset, capacity - (size - 1));
    }

    /** Copies bytes in, plainly. */
    public void putBytes(int offset, byte[] source, int sourceOffset, int length) {
        buffer.put(offset, source, sourceOffset, length);
    }

    /** Copies bytes out, plainly. */
    public void getBytes(int offset, byte[] target, int targetOffset, int length) {
        buffer.get(offset, target, targetOffset, length);
    }
}
