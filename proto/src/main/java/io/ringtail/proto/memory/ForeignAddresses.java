package io.ringtail.proto.memory;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.invoke.VarHandle.AccessMode;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.util.Locale;

/**
 * Accesses addresses through a {@code java.lang.foreign} segment that spans all memory, by reflection since the
 * bytecode is Java 17: every access has exactly the ordering requested.
 */
final class ForeignAddresses implements Addresses {
    private final Class<?> segmentType = Class.forName("java.lang.foreign.MemorySegment");
    private final Class<?> layoutType = Class.forName("java.lang.foreign.ValueLayout");
    private final Object everything = segmentType
            .getMethod("reinterpret", long.class)
            .invoke(segmentType.getField("NULL").get(null), Long.MAX_VALUE);

    ForeignAddresses() throws ReflectiveOperationException {}

    @Override
    public MethodHandle access(Class<?> type, AccessMode mode) {
        boolean plain = mode == AccessMode.GET || mode == AccessMode.SET;
        String layout = "JAVA_" + type.getName().toUpperCase(Locale.ROOT) + (plain ? "_UNALIGNED" : "");
        try {
            Object handle = layoutType
                    .getMethod("varHandle")
                    .invoke(layoutType.getField(layout).get(null));
            return ((VarHandle) MethodHandles.class
                            .getMethod("insertCoordinates", VarHandle.class, int.class, Object[].class)
                            .invoke(null, handle, 0, new Object[] {everything}))
                    .toMethodHandle(mode);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("java.lang.foreign: " + layout, e);
        }
    }

    @Override
    public long address(ByteBuffer direct) {
        try {
            Object segment = segmentType
                    .getMethod("ofBuffer", Buffer.class)
                    .invoke(null, direct.duplicate().clear());
            return (long) segmentType.getMethod("address").invoke(segment);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("java.lang.foreign: MemorySegment", e);
        }
    }
}
