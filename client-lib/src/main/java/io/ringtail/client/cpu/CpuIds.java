package io.ringtail.client.cpu;

import io.ringtail.client.libc.LibC;
import io.ringtail.client.log.Log;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * The source of each thread's {@link CpuId}, by the way in which this process obtains CPU numbers, chosen once.
 *
 * <p>Choosing takes 100 to 200 ms the first time in a JVM: do it on a thread that may wait. Afterwards the object is
 * immutable and any thread may use it.
 */
public final class CpuIds {
    private static final Logger LOGGER = Log.of(CpuIds.class);
    /** Virtual threads have no area to read. */
    private static final int FIRST_JDK_WITH_VIRTUAL_THREADS = 21;

    private final @Nullable LibC libC;
    private final @Nullable RseqArea rseq;
    private final HashedCpus hashed;
    /** What events call on threads without an area to read; null if only platform threads exist, which have one. */
    private final @Nullable LibC eachEvents;

    private final CpuId call;

    private CpuIds(@Nullable LibC libC, @Nullable RseqArea rseq, HashedCpus hashed) {
        this.libC = libC;
        this.rseq = rseq;
        this.hashed = hashed;
        boolean called = rseq == null || Runtime.version().feature() >= FIRST_JDK_WITH_VIRTUAL_THREADS;
        this.eachEvents = libC != null && called ? libC.forEachEvent() : null;
        this.call = new CpuId(null, eachEvents, hashed);
    }

    /**
     * Chooses the way named by {@link CpuWay#PROPERTY}, or the best available.
     *
     * @param cpus numbers of the CPUs over which to spread threads if the true number is unavailable; at least one
     */
    public static CpuIds detect(int... cpus) {
        return of(CpuWay.fromProperty(), cpus);
    }

    /**
     * Chooses the given way or, with a warning, the next best that works here.
     *
     * @param cpus numbers of the CPUs over which to spread threads if the true number is unavailable; at least one
     */
    public static CpuIds of(CpuWay way, int... cpus) {
        LibC libC = usable(
                switch (way) {
                    case AUTO, RSEQ, GETCPU -> LibC.find();
                    case JNA -> LibC.viaJna();
                    case HASHED -> null;
                });
        boolean mayReadArea = way == CpuWay.AUTO || way == CpuWay.RSEQ;
        RseqArea rseq = libC != null && mayReadArea ? RseqArea.find(libC) : null;
        CpuIds ids = new CpuIds(libC, rseq, new HashedCpus(cpus));
        if (way != CpuWay.AUTO && !ids.follows(way)) {
            LOGGER.warn("{}={} does not work here; using {}", CpuWay.PROPERTY, way.label(), ids.name());
        }
        // Loads and links code for which the first writer would otherwise have to wait.
        ids.forCurrentThread().cpu();
        return ids;
    }

    /**
     * Returns the calling thread's means to read its CPU number.
     *
     * <p>Takes some microseconds: call it once per thread. A platform thread gets its own object, which no other thread
     * may use; all virtual threads share one.
     */
    public CpuId forCurrentThread() {
        if (rseq == null || ThreadIds.isVirtual(Thread.currentThread())) {
            return call;
        }
        ByteBuffer area = rseq.ofCurrentThread();
        return area == null ? call : new CpuId(area, eachEvents, hashed);
    }

    /** Returns the chosen way, for a log line: for example {@code rseq (foreign call)}. */
    public String name() {
        if (libC == null) {
            return "hashed by thread id";
        }
        return (rseq != null ? "rseq" : "sched_getcpu") + " (" + libC.name() + ")";
    }

    /** Returns the C library in use, for {@code ThreadIds} and barriers to share; null if no native call is made. */
    public @Nullable LibC libC() {
        return libC;
    }

    private boolean follows(CpuWay way) {
        return switch (way) {
            case RSEQ -> rseq != null;
            case GETCPU, JNA -> libC != null;
            case AUTO, HASHED -> true;
        };
    }

    private static @Nullable LibC usable(@Nullable LibC libC) {
        return libC != null && libC.schedGetcpu() >= 0 ? libC : null;
    }
}
