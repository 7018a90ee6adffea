package io.ringtail.daemon.hotplug;

import io.ringtail.daemon.life.Moments;
import io.ringtail.proto.layout.HeaderDescriptor;
import java.util.BitSet;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.AtomicBuffer;

/**
 * The source of the requests to {@link OnlineHandshake}: the kernel's list of online CPUs, and the bits that writers set
 * in the header's wanted mask. Both are read five times a second, and once a second while the conductor has nothing else
 * to do and neither has changed for a minute: a client whose writer finds no ring asks for it by a message as well.
 *
 * <p>Only a change in the kernel's list takes a CPU offline: a CPU on which a writer runs is online, whatever the list
 * says. For the conductor's thread only.
 */
public final class CpuWatch {
    private static final long INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long STILL_INTERVAL_NS = TimeUnit.SECONDS.toNanos(1);
    private static final long STILL_AFTER_NS = TimeUnit.MINUTES.toNanos(1);

    private final CpuTopology topology;
    private final AtomicBuffer header;
    private final OnlineHandshake handshake;
    private BitSet listed = new BitSet();
    private boolean started;
    private long changedNs;
    private long nextNs;
    /** When the conductor is woken for the next look, if it sleeps until then. */
    private long wakeNs;

    /** Creates a watch that sends requests to {@code handshake}. */
    public CpuWatch(CpuTopology topology, AtomicBuffer header, OnlineHandshake handshake) {
        this.topology = topology;
        this.header = header;
        this.handshake = handshake;
    }

    /** Reads both sources when they are due. */
    public int doWork(long nowNs) {
        if (started && nowNs - nextNs < 0) {
            return 0;
        }
        boolean changed = readList();
        int taken = takeWanted();
        if (changed || taken > 0 || !started) {
            changedNs = nowNs;
        }
        started = true;
        nextNs = Moments.next(nowNs, INTERVAL_NS);
        wakeNs = nowNs - changedNs < STILL_AFTER_NS ? nextNs : Moments.next(nowNs, STILL_INTERVAL_NS);
        return 1 + taken;
    }

    /** Returns the time in ns until the conductor should wake up for the sources. */
    public long leftNs(long nowNs) {
        return started ? wakeNs - nowNs : 0;
    }

    /** Returns whether the list has changed. */
    private boolean readList() {
        BitSet now = topology.online();
        BitSet gone = started ? (BitSet) listed.clone() : handshake.online();
        gone.andNot(now);
        gone.stream().forEach(handshake::offline);
        now.stream().forEach(handshake::want);
        boolean changed = !now.equals(listed);
        listed = now;
        return changed;
    }

    private int takeWanted() {
        int taken = 0;
        for (int i = 0; i < HeaderDescriptor.MASK_LENGTH; i += Long.BYTES) {
            long bits = takeWord(HeaderDescriptor.WANTED_MASK_OFFSET + i);
            for (; bits != 0; bits &= bits - 1) {
                handshake.want(i * Byte.SIZE + Long.numberOfTrailingZeros(bits));
                taken++;
            }
        }
        return taken;
    }

    private long takeWord(int offset) {
        while (true) {
            long bits = header.getLongVolatile(offset);
            if (bits == 0 || header.compareAndSetLong(offset, bits, 0)) {
                return bits;
            }
        }
    }
}
