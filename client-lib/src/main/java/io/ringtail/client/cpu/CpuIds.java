package io.ringtail.client.cpu;

import io.ringtail.client.libc.LibC;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way in which this process learns CPU numbers, chosen once, and the source of each thread's {@link CpuId}.
 *
 * <p>Choosing takes 100 to 200 ms the first time in a JVM: do it on a thread that may wait. Afterwards the object is
 * immutable and may be used by any thread.
 */
public final class CpuIds {
    private static final Logger LOGGER = LoggerFactory.getLogger(CpuIds.class);

    private final @Nullable LibC libC;
    private final @Nullable RseqArea rseq;
    private final HashedCpus hashed;
    private final CpuId call;

    private CpuIds(@Nullable LibC libC, @Nullable RseqArea rseq, HashedCpus hashed) {
        this.libC = libC;
        this.rseq = rseq;
        this.hashed = hashed;
        this.call = new CpuId(null, libC, hashed);
    }

    /**
     * Chooses the way that {@link CpuWay#PROPERTY} names, or the best there is.
     *
     * @param cpus numbers of the CPUs to spread threads over where the true number cannot be learned; at least one.
     */
    public static CpuIds detect(int... cpus) {
        return of(CpuWay.fromProperty(), cpus);
    }

    /**
     * Chooses this way or, with a warning, the next best that works here.
     *
     * @param cpus numbers of the CPUs to spread threads over where the true number cannot be learned; at least one.
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
        // Loads and links what the first writer would otherwise wait for.
        ids.forCurrentThread().cpu();
        return ids;
    }

    /**
     * The calling thread's way to its CPU number.
     *
     * <p>Takes some microseconds: once per thread. A platform thread gets an object of its own that no other thread may
     * ask; all virtual threads get the same one.
     */
    public CpuId forCurrentThread() {
        if (rseq == null || ThreadIds.isVirtual(Thread.currentThread())) {
            return call;
        }
        ByteBuffer area = rseq.ofCurrentThread();
        return area == null ? call : new CpuId(area, libC, hashed);
    }

    /** The way chosen, for a log line: for example {@code rseq (foreign call)}. */
    public String name() {
        if (libC == null) {
            return "hashed by thread id";
        }
        return (rseq != null ? "rseq" : "sched_getcpu") + " (" + libC.name() + ")";
    }

    /** The C library this was chosen with, null if no native call is made: for {@code ThreadIds} and barriers to share. */
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
