package io.ringtail.proto.memory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;

/**
 * A region of memory that several processes share, little endian, accessed with the JDK alone.
 *
 * <p>Each method's name states its ordering: plain accesses promise nothing across threads; <em>opaque</em> ones are
 * single, coherent, and kept in program order by HotSpot; <em>acquire</em> and <em>release</em> pair with each other;
 * {@code compareAndSet} is a full acquire and release; {@code getAndAdd…Release} orders what precedes it. Offsets are
 * in bytes; all but plain accesses need an offset aligned to the size of the value. An offset outside the region throws
 * {@link IndexOutOfBoundsException}: no access can leave it.
 *
 * <p>The accesses on a writer's hot path go by address where the JVM supports it ({@link AddressedMemory}), and through
 * the buffer elsewhere. An address does not keep the memory mapped: hold the region in a field for as long as it is
 * used, as a writer's thread does.
 */
public final class MappedRegion {
    private static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN)
            .withInvokeExactBehavior();
    private static final VarHandle INT = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN)
            .withInvokeExactBehavior();

    private static final VarHandle SHORT = MethodHandles.byteBufferViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN)
            .withInvokeExactBehavior();

    private static final VarHandle ARRAY_LONG = MethodHandles.byteArrayViewVarHandle(
                    long[].class, ByteOrder.LITTLE_ENDIAN)
            .withInvokeExactBehavior();
    private static final VarHandle ARRAY_INT = MethodHandles.byteArrayViewVarHandle(
                    int[].class, ByteOrder.LITTLE_ENDIAN)
            .withInvokeExactBehavior();
    /** The longest copy, in bytes, for which a loop is faster than a bulk copy. */
    private static final int MAX_LOOP = 256;

    private final ByteBuffer buffer;
    /** The region's address, for {@link AddressedMemory}. */
    private final long address;

    private final int capacity;

    /**
     * Creates a region over an entire buffer.
     *
     * @param memory direct (mapped or allocated) memory, aligned to at least 8 bytes; its position and limit are
     *     ignored
     * @throws IllegalArgumentException if the memory is not direct or not aligned
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

    /** Returns the length in bytes. */
    public int capacity() {
        return capacity;
    }

    /**
     * Returns a region over {@code length} bytes from {@code offset} on, which shares this region's memory.
     *
     * @throws IllegalArgumentException if {@code offset} is not a multiple of 8 bytes
     */
    public MappedRegion slice(int offset, int length) {
        return new MappedRegion(buffer.slice(offset, length));
    }

    /** Returns a little-endian view of the same memory with its own position and limit, for bulk copies. */
    public ByteBuffer view() {
        return buffer.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Loads an int, plain. */
    public int getInt(int offset) {
        return (int) INT.get(buffer, offset);
    }

    /** Loads an int, opaque. */
    public int getIntOpaque(int offset) {
        return AddressedMemory.AVAILABLE
                ? UnsafeMemory.getIntVolatile(at(offset, Integer.BYTES))
                : (int) INT.getOpaque(buffer, offset);
    }

    /** Loads an int with acquire. */
    public int getIntAcquire(int offset) {
        return AddressedMemory.AVAILABLE
                ? UnsafeMemory.getIntVolatile(at(offset, Integer.BYTES))
                : (int) INT.getAcquire(buffer, offset);
    }

    /** Stores an int, plain. */
    public void putInt(int offset, int value) {
        if (AddressedMemory.AVAILABLE) {
            UnsafeMemory.putInt(at(offset, Integer.BYTES), value);
        } else {
            INT.set(buffer, offset, value);
        }
    }

    /** Stores an int, opaque. */
    public void putIntOpaque(int offset, int value) {
        if (AddressedMemory.AVAILABLE) {
            UnsafeMemory.putIntOrdered(at(offset, Integer.BYTES), value);
        } else {
            INT.setOpaque(buffer, offset, value);
        }
    }

    /** Stores an int with release. */
    public void putIntRelease(int offset, int value) {
        if (AddressedMemory.AVAILABLE) {
            UnsafeMemory.putIntOrdered(at(offset, Integer.BYTES), value);
        } else {
            INT.setRelease(buffer, offset, value);
        }
    }

    /** Stores a short, plain. */
    public void putShort(int offset, short value) {
        if (AddressedMemory.AVAILABLE) {
            UnsafeMemory.putShort(at(offset, Short.BYTES), value);
        } else {
            SHORT.set(buffer, offset, value);
        }
    }

    /** Stores a byte, plain. */
    public void putByte(int offset, byte value) {
        if (AddressedMemory.AVAILABLE) {
            UnsafeMemory.putByte(at(offset, Byte.BYTES), value);
        } else {
            buffer.put(offset, value);
        }
    }

    /** Loads a long, plain. */
    public long getLong(int offset) {
        return (long) LONG.get(buffer, offset);
    }

    /** Loads a long, opaque. */
    public long getLongOpaque(int offset) {
        return AddressedMemory.AVAILABLE
                ? UnsafeMemory.getLongVolatile(at(offset, Long.BYTES))
                : (long) LONG.getOpaque(buffer, offset);
    }

    /** Loads a long with acquire. */
    public long getLongAcquire(int offset) {
        return AddressedMemory.AVAILABLE
                ? UnsafeMemory.getLongVolatile(at(offset, Long.BYTES))
                : (long) LONG.getAcquire(buffer, offset);
    }

    /** Stores a long, plain. */
    public void putLong(int offset, long value) {
        if (AddressedMemory.AVAILABLE) {
            UnsafeMemory.putLong(at(offset, Long.BYTES), value);
        } else {
            LONG.set(buffer, offset, value);
        }
    }

    /** Stores a long, opaque. */
    public void putLongOpaque(int offset, long value) {
        if (AddressedMemory.AVAILABLE) {
            UnsafeMemory.putLongOrdered(at(offset, Long.BYTES), value);
        } else {
            LONG.setOpaque(buffer, offset, value);
        }
    }

    /** Stores a long with release. */
    public void putLongRelease(int offset, long value) {
        if (AddressedMemory.AVAILABLE) {
            UnsafeMemory.putLongOrdered(at(offset, Long.BYTES), value);
        } else {
            LONG.setRelease(buffer, offset, value);
        }
    }

    /**
     * Returns whether {@link #compareAndSetLong} calls nothing after its CAS, so that no stack can end there. A
     * {@code VarHandle} calls {@code Reference.reachabilityFence}.
     */
    public static boolean endsWithCas() {
        return AddressedMemory.AVAILABLE;
    }

    /** Replaces {@code expected}, with acquire and release; returns false and changes nothing if the value differs. */
    public boolean compareAndSetLong(int offset, long expected, long value) {
        return AddressedMemory.AVAILABLE
                ? UnsafeMemory.compareAndSetLong(at(offset, Long.BYTES), expected, value)
                : LONG.compareAndSet(buffer, offset, expected, value);
    }

    /** Adds to a long with release and returns its previous value. */
    public long getAndAddLongRelease(int offset, long delta) {
        return AddressedMemory.AVAILABLE
                ? UnsafeMemory.getAndAddLong(at(offset, Long.BYTES), delta)
                : (long) LONG.getAndAddRelease(buffer, offset, delta);
    }

    /** Sets bits of a long, with acquire and release, and returns its previous value. */
    public long getAndBitwiseOrLong(int offset, long bits) {
        return (long) LONG.getAndBitwiseOr(buffer, offset, bits);
    }

    /**
     * Clears the bits of a long that are 0 in {@code bits}, with acquire and release, and returns its previous value.
     */
    public long getAndBitwiseAndLong(int offset, long bits) {
        return (long) LONG.getAndBitwiseAnd(buffer, offset, bits);
    }

    /**
     * Copies 4-byte words into the region, plain: the fast way to store an event.
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

    /** Copies two longs per iteration: for so few words, loop overhead dominates. */
    private static void copyWords(long to, byte[] source, int length) {
        int done = 0;
        for (; length - done >= 2 * Long.BYTES; done += 2 * Long.BYTES) {
            UnsafeMemory.putLong(to + done, (long) ARRAY_LONG.get(source, done));
            UnsafeMemory.putLong(to + done + Long.BYTES, (long) ARRAY_LONG.get(source, done + Long.BYTES));
        }
        if (length - done >= Long.BYTES) {
            UnsafeMemory.putLong(to + done, (long) ARRAY_LONG.get(source, done));
            done += Long.BYTES;
        }
        if (done < length) {
            UnsafeMemory.putInt(to + done, (int) ARRAY_INT.get(source, done));
        }
    }

    /** Returns the address of a value that lies within the region; without a call, for the sake of the interpreter. */
    private long at(int offset, int size) {
        if ((offset | capacity - size - offset) < 0) {
            throw new IndexOutOfBoundsException(size + " bytes at " + offset + " of " + capacity);
        }
        return address + offset;
    }

    /** Copies bytes into the region, plain. */
    public void putBytes(int offset, byte[] source, int sourceOffset, int length) {
        buffer.put(offset, source, sourceOffset, length);
    }

    /** Copies bytes out of the region, plain. */
    public void getBytes(int offset, byte[] target, int targetOffset, int length) {
        buffer.get(offset, target, targetOffset, length);
    }
}
