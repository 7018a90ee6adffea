package io.ringtail.daemon.control;

import static io.ringtail.proto.layout.CmdlineDescriptor.ENTRIES;
import static io.ringtail.proto.layout.CmdlineDescriptor.NAME_CAPACITY;
import static io.ringtail.proto.layout.CmdlineDescriptor.NAME_LENGTH_OFFSET;
import static io.ringtail.proto.layout.CmdlineDescriptor.NAME_OFFSET;
import static io.ringtail.proto.layout.CmdlineDescriptor.PID_OFFSET;
import static io.ringtail.proto.layout.CmdlineDescriptor.TID_OFFSET;

import io.ringtail.daemon.buffer.BufferFile;
import io.ringtail.daemon.buffer.BufferFileException;
import io.ringtail.proto.layout.CmdlineDescriptor;
import io.ringtail.proto.layout.SubstituteId;
import io.ringtail.proto.layout.ThreadSlotDescriptor;
import java.lang.invoke.VarHandle;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntUnaryOperator;
import org.agrona.concurrent.AtomicBuffer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The names and processes of threads that have written, by thread id: the newest {@link CmdlineDescriptor#ENTRIES},
 * kept in the file.
 *
 * <p>A name is known as soon as its thread's first event can be read: if no message has announced it yet, it is looked
 * up in the thread slots. A thread without a slot of its own, which borrows one or carries virtual threads, has the name
 * by which the kernel knows it, if it lives when its name is first needed. Names contain no control characters; in the
 * file, they are UTF-8 of at most {@link CmdlineDescriptor#NAME_CAPACITY} bytes. Thread-safe.
 */
public final class Cmdlines {
    private static final Logger LOG = LoggerFactory.getLogger(Cmdlines.class);
    private static final int BLOCK = ThreadSlotDescriptor.BLOCK;
    /** The entry of a thread that was looked up and not found. */
    private static final String UNKNOWN = "";

    private final BufferFile file;
    private final AtomicBuffer memory;
    private final ThreadSlotBlocks blocks;
    private final IntUnaryOperator pidOfClient;
    private final ProcessTable processes;
    private final Map<Integer, SavedThread> threads = new ConcurrentHashMap<>();
    private final Map<Integer, String> missed = new ConcurrentHashMap<>();
    private final Map<Integer, Integer> entryOfTid = new ConcurrentHashMap<>();
    private final int[] tids = new int[ENTRIES];
    private int next;
    private boolean memoryOnly;

    /**
     * Opens the names in a file.
     *
     * @param pidOfClient returns the process that holds a client record, 0 if unknown; called by any thread
     * @param processes asked for the process and the name of a living thread, by any thread
     */
    Cmdlines(BufferFile file, ThreadSlotBlocks blocks, IntUnaryOperator pidOfClient, ProcessTable processes) {
        this.file = file;
        this.memory = file.metadata();
        this.blocks = blocks;
        this.pidOfClient = pidOfClient;
        this.processes = processes;
        if (file.adopted()) {
            adopt();
        }
    }

    private void adopt() {
        StoredNames.readSaved(file.path(), file.geometry(), (entry, tid, thread) -> {
            remember(entry, tid, thread);
            next = (entry + 1) % ENTRIES;
        });
    }

    /** Returns the name of a thread, null if it was never known or has been forgotten. */
    public @Nullable String lookup(int tid) {
        SavedThread thread = find(tid);
        return thread == null ? null : thread.name();
    }

    /** Returns the process of a thread, 0 if it was never known or has been forgotten. */
    public int pid(int tid) {
        SavedThread thread = find(tid);
        return thread == null ? 0 : thread.pid();
    }

    /**
     * Returns what is known about a thread, null if it was never known or has been forgotten. A thread that is not yet
     * known is looked for, at a cost, unless that was in vain a moment ago, for this id or for too many others: an event
     * may carry any.
     */
    public @Nullable SavedThread find(int tid) {
        SavedThread thread = threads.get(tid);
        if (thread != null || tid <= 0 || missed.containsKey(tid) || missed.size() >= ENTRIES) {
            return thread;
        }
        thread = findInSlots(tid);
        if (thread == null) {
            // The conductor saves a client's threads before it takes back their slots.
            thread = threads.get(tid);
        }
        if (thread == null) {
            thread = findLiving(tid);
        }
        if (thread == null) {
            missed.put(tid, UNKNOWN);
            return null;
        }
        return saveFound(tid, thread);
    }

    /** Saves what a lookup has found, unless the conductor has saved something meanwhile, which is newer. */
    private synchronized SavedThread saveFound(int tid, SavedThread found) {
        SavedThread newer = threads.get(tid);
        if (newer != null) {
            return newer;
        }
        save(tid, found.pid(), found.name());
        return found;
    }

    /** Returns all threads, by thread id in ascending order. */
    public Map<Integer, SavedThread> all() {
        return new TreeMap<>(threads);
    }

    /**
     * Saves a thread's name and process.
     *
     * @param pid 0 if unknown
     */
    void save(int tid, int pid, String threadName) {
        SavedThread thread = new SavedThread(pid, ThreadNames.clean(threadName));
        if (thread.equals(threads.get(tid))) {
            return;
        }
        synchronized (this) {
            missed.remove(tid);
            Integer known = entryOfTid.get(tid);
            int entry = known != null ? known : next;
            if (known == null) {
                next = (next + 1) % ENTRIES;
            }
            remember(entry, tid, thread);
            store(entry, tid, thread);
        }
    }

    /** Saves the names of a client's threads; for the conductor, before it takes back their slots. */
    void saveThreadsOf(int client) {
        for (int block = 0; block < blocks.count(); block++) {
            if (blocks.holder(block) == client) {
                saveThreadsIn(block, pidOfClient.applyAsInt(client));
            }
        }
    }

    private void saveThreadsIn(int block, int process) {
        for (int slot = block * BLOCK; slot < (block + 1) * BLOCK; slot++) {
            int tid = tidOf(slot);
            if (tid > 0 && mayName(slot, process, tid)) {
                save(tid, process, nameOf(slot));
            }
        }
    }

    /** Whether a thread is the process's, or has ended and is not known to have been another one's. */
    private boolean mayName(int slot, int process, int tid) {
        SavedThread thread = threads.get(tid);
        int known = thread == null ? 0 : thread.pid();
        return known == process || (isOf(slot, process, tid) && (known == 0 || processes.processOf(tid) == process));
    }

    /** Allows threads that were looked up in vain to be looked up again, and more of them. */
    void forgetMisses() {
        missed.clear();
    }

    private void remember(int entry, int tid, SavedThread thread) {
        int before = tids[entry];
        if (before != 0 && before != tid) {
            threads.remove(before);
            entryOfTid.remove(before);
        }
        tids[entry] = tid;
        entryOfTid.put(tid, entry);
        threads.put(tid, thread);
    }

    private void store(int entry, int tid, SavedThread thread) {
        int offset = file.geometry().cmdlineOffset(entry);
        if (memoryOnly || !allocate(offset)) {
            return;
        }
        byte[] bytes = ThreadNames.encode(thread.name(), NAME_CAPACITY);
        memory.putIntOpaque(offset + TID_OFFSET, 0);
        VarHandle.storeStoreFence();
        memory.putInt(offset + PID_OFFSET, thread.pid());
        memory.putInt(offset + NAME_LENGTH_OFFSET, bytes.length);
        memory.putBytes(offset + NAME_OFFSET, bytes);
        memory.putIntRelease(offset + TID_OFFSET, tid);
    }

    private boolean allocate(int offset) {
        try {
            file.allocate(offset, CmdlineDescriptor.LENGTH);
            return true;
        } catch (BufferFileException e) {
            memoryOnly = true;
            LOG.warn("thread names are kept in memory only, and are lost when this daemon ends: {}", e.getMessage());
            return false;
        }
    }

    private @Nullable SavedThread findInSlots(int tid) {
        for (int block = 0; block < blocks.count(); block++) {
            // The conductor may release and grant the block meanwhile.
            int holder = blocks.holder(block);
            SavedThread thread = holder < 0 ? null : findInBlock(block, holder, tid);
            if (thread != null && blocks.holder(block) == holder) {
                return thread;
            }
        }
        return null;
    }

    private @Nullable SavedThread findInBlock(int block, int holder, int tid) {
        int process = pidOfClient.applyAsInt(holder);
        for (int slot = block * BLOCK; slot < (block + 1) * BLOCK; slot++) {
            if (tidOf(slot) == tid && isOf(slot, process, tid)) {
                SavedThread thread = new SavedThread(process, nameOf(slot));
                VarHandle.acquireFence();
                // Another of the client's threads may have taken the slot meanwhile.
                return tidOf(slot) == tid ? thread : null;
            }
        }
        return null;
    }

    /** Finds a thread of a process that is attached; an event may carry any id. */
    private @Nullable SavedThread findLiving(int tid) {
        int process = SubstituteId.isSubstitute(tid) ? 0 : processes.processOf(tid);
        return process > 0 && isAttached(process) ? new SavedThread(process, processes.command(tid)) : null;
    }

    private boolean isAttached(int process) {
        for (int block = 0; block < blocks.count(); block++) {
            int holder = blocks.holder(block);
            if (holder >= 0 && pidOfClient.applyAsInt(holder) == process) {
                return true;
            }
        }
        return false;
    }

    /** Checks an id found in a slot: its client writes the slot, and could store ids of other processes' threads. */
    private boolean isOf(int slot, int process, int tid) {
        if (SubstituteId.isSubstitute(tid)) {
            return SubstituteId.slot(tid) == slot;
        }
        int owner = processes.processOf(tid);
        return owner == 0 || owner == process;
    }

    /** Pairs with the client's release of the tid, after the name. */
    private int tidOf(int slot) {
        return memory.getIntVolatile(file.geometry().threadSlotOffset(slot) + ThreadSlotDescriptor.TID_OFFSET);
    }

    private String nameOf(int slot) {
        int offset = file.geometry().threadSlotOffset(slot);
        byte[] name = new byte[ThreadSlotDescriptor.NAME_CAPACITY];
        int length = memory.getInt(offset + ThreadSlotDescriptor.NAME_LENGTH_OFFSET);
        memory.getBytes(offset + ThreadSlotDescriptor.NAME_OFFSET, name);
        return ThreadNames.decode(name, Math.max(0, Math.min(length, name.length)));
    }
}
