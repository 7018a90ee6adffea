package io.ringtail.daemon.buffer;

import static net.bytebuddy.matcher.ElementMatchers.isPublic;
import static net.bytebuddy.matcher.ElementMatchers.isStatic;
import static net.bytebuddy.matcher.ElementMatchers.nameMatches;
import static net.bytebuddy.matcher.ElementMatchers.not;

import io.ringtail.client.ring.NanoClock;
import io.ringtail.client.ring.RingWriter;
import io.ringtail.proto.layout.BufferMode;
import io.ringtail.proto.layout.RingGeometry;
import io.ringtail.proto.memory.MappedRegion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.asm.Advice;
import org.jspecify.annotations.Nullable;

/**
 * The client's own writer, which can be stopped for good before any of its accesses to shared memory: the classes are
 * loaded a second time, with a call of {@link Steps#beforeAccess} woven into {@link MappedRegion}.
 */
final class SteppedWriter {
    /** Ends a writer in place of its death. */
    static final class Abandoned extends Error {
        private static final long serialVersionUID = 1;

        Abandoned() {
            super("abandoned", null, false, false);
        }
    }

    private static final Loader LOADER = new Loader();
    private static final Method WRITE = writeMethod();
    private static final Method SETTLE = settleMethod();
    private static final Field STEP = writerField("step");
    private static final Field TOOK_NOTHING = writerField("tookNothing");
    private static final int BEGUN = begun();

    private final Object ring;
    private final Object writer;
    private int steps;

    SteppedWriter(TestRing on, int slot) {
        try {
            Object region = region(on.memory);
            ring = stepped(io.ringtail.client.ring.WriterRing.class)
                    .getConstructor(int.class, region.getClass(), RingGeometry.class, BufferMode.class)
                    .newInstance(0, region, on.geometry, on.ring.mode());
            writer = stepped(RingWriter.class)
                    .getConstructor(region.getClass(), int.class, NanoClock.class)
                    .newInstance(region(on.metadataMemory), on.sizes.threadSlotOffset(slot), (NanoClock) on.clock::get);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }

    /**
     * Writes an event, or begins to.
     *
     * @param limit accesses before it is abandoned
     * @return whether it was abandoned
     */
    boolean write(byte[] payload, int limit) {
        steps = 0;
        try {
            write(payload, () -> step(limit));
            return false;
        } catch (Abandoned e) {
            return true;
        }
    }

    /**
     * Writes an event, or begins to, and fails as by an overflow of the stack: an access is a call, at which the JVM
     * may throw it.
     *
     * @param limit accesses before it fails
     * @return whether it failed and owes something, or may, which the daemon must settle
     */
    boolean overflow(byte[] payload, int limit) {
        try {
            STEP.setInt(writer, BEGUN);
            if (!write(payload, limit)) {
                return false;
            }
            TOOK_NOTHING.setBoolean(writer, STEP.getInt(writer) == BEGUN);
            return !(boolean) SETTLE.invoke(writer);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }

    /** The accesses to shared memory made by the last {@link #write(byte[], int)}. */
    int accesses() {
        return steps;
    }

    private void step(int limit) {
        if (steps == limit) {
            throw new Abandoned();
        }
        steps++;
    }

    /** Writes an event, with an action before each access; returns false if it is dropped. */
    boolean write(byte[] payload, Runnable beforeAccess) {
        return Steps.with(beforeAccess, () -> write(payload));
    }

    private boolean write(byte[] payload) {
        try {
            return (boolean) WRITE.invoke(writer, ring, payload, payload.length);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof Abandoned abandoned) {
                throw abandoned;
            }
            if (e.getCause() instanceof AssertionError failure) {
                throw failure;
            }
            throw new AssertionError(e);
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }

    private static Object region(ByteBuffer memory) throws ReflectiveOperationException {
        return stepped(MappedRegion.class).getConstructor(ByteBuffer.class).newInstance(memory);
    }

    private static Class<?> stepped(Class<?> original) throws ClassNotFoundException {
        return LOADER.loadClass(original.getName());
    }

    private static Method writeMethod() {
        try {
            return stepped(RingWriter.class)
                    .getMethod("write", stepped(io.ringtail.client.ring.WriterRing.class), byte[].class, int.class);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }

    private static Method settleMethod() {
        try {
            return stepped(RingWriter.class).getMethod("settle");
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }

    private static int begun() {
        try {
            return writerField("BEGUN").getInt(null);
        } catch (IllegalAccessException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }

    private static Field writerField(String name) {
        try {
            Field field = stepped(RingWriter.class).getDeclaredField(name);
            field.setAccessible(true);
            return field;
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }

    private static final class Loader extends ClassLoader {
        private static final String RING_PACKAGE = RingWriter.class.getPackageName() + ".";
        private static final String MEMORY_PACKAGE = MappedRegion.class.getPackageName() + ".";

        Loader() {
            super(SteppedWriter.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                if (loaded != null) {
                    return loaded;
                }
                byte[] bytes = bytes(name);
                return bytes == null ? super.loadClass(name, resolve) : defineClass(name, bytes, 0, bytes.length);
            }
        }

        private static byte @Nullable [] bytes(String name) {
            if (name.equals(MappedRegion.class.getName())) {
                return new ByteBuddy()
                        .redefine(MappedRegion.class)
                        .visit(Advice.to(Steps.BeforeAccess.class)
                                .on(isPublic().and(not(isStatic())).and(nameMatches("(get|put).+|compareAndSetLong"))))
                        .make()
                        .getBytes();
            }
            boolean ring = name.startsWith(RING_PACKAGE) && !name.equals(NanoClock.class.getName());
            return ring || name.startsWith(MEMORY_PACKAGE) ? read(name.replace('.', '/') + ".class") : null;
        }

        private static byte[] read(String resource) {
            try (InputStream in = SteppedWriter.class.getClassLoader().getResourceAsStream(resource)) {
                return in.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
