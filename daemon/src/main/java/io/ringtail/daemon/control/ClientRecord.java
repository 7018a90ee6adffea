package io.ringtail.daemon.control;

import static io.ringtail.proto.layout.ClientDescriptor.ACKNOWLEDGED_OFFSET;
import static io.ringtail.proto.layout.ClientDescriptor.BARRIER_OFFSET;
import static io.ringtail.proto.layout.ClientDescriptor.FREE;
import static io.ringtail.proto.layout.ClientDescriptor.GENERATION_OFFSET;
import static io.ringtail.proto.layout.ClientDescriptor.IN_USE;
import static io.ringtail.proto.layout.ClientDescriptor.MAPPED_AHEAD_OFFSET;
import static io.ringtail.proto.layout.ClientDescriptor.PID_NAMESPACE_OFFSET;
import static io.ringtail.proto.layout.ClientDescriptor.PID_OFFSET;
import static io.ringtail.proto.layout.ClientDescriptor.REFUSED_MASK_OFFSET;
import static io.ringtail.proto.layout.ClientDescriptor.START_TIME_OFFSET;
import static io.ringtail.proto.layout.ClientDescriptor.STATE_OFFSET;
import static io.ringtail.proto.layout.ClientDescriptor.TENURE_OFFSET;
import static io.ringtail.proto.layout.ClientDescriptor.UID_OFFSET;

import io.ringtail.proto.control.Hello;
import io.ringtail.proto.layout.ClientDescriptor;
import io.ringtail.proto.layout.HeaderDescriptor;
import org.agrona.concurrent.AtomicBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The daemon's view of a record of the client table.
 *
 * <p>The file is read when the record is created, and afterwards only for what the client writes: the daemon remembers
 * what it wrote itself, since clients can overwrite it.
 */
final class ClientRecord {
    private final AtomicBuffer memory;
    private final int offset;
    private final long inode;
    private boolean inUse;
    private int pid;
    private int uid;
    private long startTime;
    private int generation;
    private long namespace;
    private boolean registered;
    /**
     * Whether this daemon found the record in the file, and no process has resumed it since: another process may have
     * written it.
     */
    private boolean found;

    private boolean ended;
    private @Nullable ProcessDescriptor descriptor;

    /**
     * Creates a view of a record in a file.
     *
     * @param inode the file's inode, 0 if unknown
     */
    ClientRecord(AtomicBuffer memory, int offset, long inode) {
        this.memory = memory;
        this.inode = inode;
        this.offset = offset;
        this.inUse = memory.getIntVolatile(offset + STATE_OFFSET) == IN_USE;
        this.pid = memory.getInt(offset + PID_OFFSET);
        this.uid = memory.getInt(offset + UID_OFFSET);
        this.startTime = memory.getLong(offset + START_TIME_OFFSET);
        this.namespace = memory.getLong(offset + PID_NAMESPACE_OFFSET);
        this.generation = memory.getInt(offset + GENERATION_OFFSET);
        this.registered = memory.getInt(offset + BARRIER_OFFSET) == Hello.MEMBARRIER;
        this.found = inUse;
        if (inUse && (pid <= 0 || startTime <= 0)) {
            release();
        }
    }

    boolean isInUse() {
        return inUse;
    }

    int pid() {
        return pid;
    }

    /** Returns whether its pid denotes the same process to a daemon in this pid namespace. */
    boolean isOf(long daemonNamespace) {
        return namespace == daemonNamespace;
    }

    /** The pid namespace in which its pid counts. */
    long namespace() {
        return namespace;
    }

    /** Its process's user. */
    int uid() {
        return uid;
    }

    long startTime() {
        return startTime;
    }

    int generation() {
        return generation;
    }

    /**
     * Returns whether a process was granted the record, and may resume it. The pid written by a daemon in another pid
     * namespace means nothing here: then the start time, which is the same in all namespaces, and the generation must
     * suffice.
     */
    boolean isHeldBy(int itsGeneration, int itsPid, long itsStartTime, long daemonNamespace) {
        return inUse
                && !ended
                && generation == itsGeneration
                && startTime == itsStartTime
                && (pid == itsPid || !isOf(daemonNamespace));
    }

    /**
     * Returns whether no thread of its holder, which has no connection, will ever write again: the holder has left,
     * never entered, or its process is proven dead, which a pid of another pid namespace cannot prove. Once true, it
     * stays true until the record is granted again.
     */
    boolean hasEnded(ProcessTable processes) {
        ended = ended || isVacant() || isProvenDead(processes);
        return ended;
    }

    /**
     * Returns whether its holder, which may have a connection, has left or is proven dead. Once true, it stays true, as
     * above.
     */
    boolean hasDied(ProcessTable processes) {
        ended = ended || isProvenDead(processes);
        return ended;
    }

    private boolean isProvenDead(ProcessTable processes) {
        return (descriptor != null && descriptor.hasEnded())
                || (isOf(processes.namespace())
                        && (processes.isProvenDead(pid, startTime) || (found && processes.hasNotMapped(pid, inode))));
    }

    /** Returns whether its holder has ended, as last determined. */
    boolean isEnded() {
        return ended;
    }

    /** Records that its holder has announced its departure. */
    void leave() {
        ended = true;
    }

    /** Returns whether it is in use only according to the file: its process has not connected to this daemon. */
    boolean isFound() {
        return inUse && found;
    }

    /** Takes a record found in the file from its holder, which cannot resume it any more. */
    void revoke() {
        ended = true;
    }

    /** Pairs with the client's CAS as it enters, and with its release as it leaves. */
    private boolean isVacant() {
        long granted = ClientDescriptor.tenure(generation, ClientDescriptor.GRANTED);
        long revoked = ClientDescriptor.tenure(generation, ClientDescriptor.REVOKED);
        long tenure = memory.getLongVolatile(offset + TENURE_OFFSET);
        return tenure == revoked
                || tenure == ClientDescriptor.tenure(generation, ClientDescriptor.LEFT)
                || (tenure == granted && memory.compareAndSetLong(offset + TENURE_OFFSET, granted, revoked));
    }

    /**
     * Returns whether its process has registered for membarrier, as reported when it was granted or resumed the record.
     */
    boolean isRegistered() {
        return registered;
    }

    private void setBarrier(int barrier) {
        registered = barrier == Hello.MEMBARRIER;
        memory.putInt(offset + BARRIER_OFFSET, barrier);
    }

    /** Resumes the record for the same process, as seen by a daemon in this pid namespace. */
    void resume(Peer peer, long daemonNamespace, int barrier, @Nullable ProcessDescriptor itsDescriptor) {
        found = false;
        setBarrier(barrier);
        pid = peer.pid();
        setUser(peer.uid());
        namespace = daemonNamespace;
        hold(itsDescriptor);
        memory.putInt(offset + PID_OFFSET, pid);
        memory.putLong(offset + PID_NAMESPACE_OFFSET, namespace);
    }

    /** Stores the user according to the kernel: the file may name any user. */
    void setUser(int itsUid) {
        uid = itsUid;
        memory.putInt(offset + UID_OFFSET, uid);
    }

    private void hold(@Nullable ProcessDescriptor itsDescriptor) {
        if (descriptor != null) {
            descriptor.close();
        }
        descriptor = itsDescriptor;
    }

    void grant(
            Peer peer,
            long itsStartTime,
            long daemonNamespace,
            int barrier,
            @Nullable ProcessDescriptor itsDescriptor) {
        inUse = true;
        found = false;
        ended = false;
        pid = peer.pid();
        uid = peer.uid();
        startTime = itsStartTime;
        namespace = daemonNamespace;
        hold(itsDescriptor);
        generation++;
        memory.putInt(offset + GENERATION_OFFSET, generation);
        memory.putLong(offset + ACKNOWLEDGED_OFFSET, ClientDescriptor.acknowledgement(generation, 0));
        setBarrier(barrier);
        memory.putInt(offset + PID_OFFSET, pid);
        memory.putLong(offset + START_TIME_OFFSET, startTime);
        memory.putLong(offset + PID_NAMESPACE_OFFSET, namespace);
        memory.putInt(offset + UID_OFFSET, uid);
        memory.putLong(offset + TENURE_OFFSET, ClientDescriptor.tenure(generation, ClientDescriptor.GRANTED));
        memory.setMemory(offset + REFUSED_MASK_OFFSET, HeaderDescriptor.MASK_LENGTH, (byte) 0);
        memory.putIntRelease(offset + STATE_OFFSET, IN_USE);
    }

    /** Restores what only the daemon writes, if another process has changed it. */
    boolean heal() {
        int state = inUse ? IN_USE : FREE;
        boolean same = memory.getIntOpaque(offset + STATE_OFFSET) == state && (!inUse || isStored());
        if (!same) {
            store();
            memory.putIntRelease(offset + STATE_OFFSET, state);
        }
        return !same;
    }

    private boolean isStored() {
        return memory.getIntOpaque(offset + GENERATION_OFFSET) == generation
                && memory.getIntOpaque(offset + PID_OFFSET) == pid
                && memory.getLongOpaque(offset + START_TIME_OFFSET) == startTime
                && memory.getLongOpaque(offset + PID_NAMESPACE_OFFSET) == namespace
                && memory.getIntOpaque(offset + UID_OFFSET) == uid
                && (memory.getIntOpaque(offset + BARRIER_OFFSET) == Hello.MEMBARRIER) == registered;
    }

    private void store() {
        memory.putInt(offset + GENERATION_OFFSET, generation);
        memory.putInt(offset + PID_OFFSET, pid);
        memory.putLong(offset + START_TIME_OFFSET, startTime);
        memory.putLong(offset + PID_NAMESPACE_OFFSET, namespace);
        memory.putInt(offset + UID_OFFSET, uid);
        memory.putInt(offset + BARRIER_OFFSET, registered ? Hello.MEMBARRIER : 0);
    }

    void release() {
        inUse = false;
        hold(null);
        memory.putIntRelease(offset + STATE_OFFSET, FREE);
    }

    /** Pairs with the client's release of its acknowledgement. */
    boolean hasAcknowledged(long epoch) {
        long acknowledged = memory.getLongVolatile(offset + ACKNOWLEDGED_OFFSET);
        return acknowledged >>> 32 == Integer.toUnsignedLong(generation) && (int) acknowledged - (int) epoch >= 0;
    }

    /** Returns whether its process has mapped the rings of all possible CPUs; pairs with the client's release. */
    boolean hasMappedAhead() {
        return memory.getIntVolatile(offset + MAPPED_AHEAD_OFFSET) == generation;
    }

    /** Call this after {@link #hasAcknowledged}: a client stores its refusals before it acknowledges. */
    boolean refuses(int cpu) {
        long word = memory.getLongVolatile(offset + ClientDescriptor.refusedWordOffset(cpu));
        return (word & HeaderDescriptor.maskBit(cpu)) != 0;
    }
}
