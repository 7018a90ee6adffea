package io.ringtail.daemon.control;

import io.ringtail.daemon.buffer.BufferFile;
import io.ringtail.daemon.buffer.BufferFileException;
import io.ringtail.daemon.log.RemoteLog;
import io.ringtail.proto.control.Slots;
import io.ringtail.proto.layout.Geometry;
import io.ringtail.proto.layout.ThreadSlotDescriptor;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import org.agrona.concurrent.AtomicBuffer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * The blocks of thread slots and their holders. A block's storage is allocated before it is granted.
 *
 * <p>The conductor's thread grants and releases; any thread may call {@link #holder}.
 */
final class ThreadSlotBlocks {
    private static final Logger LOG = LoggerFactory.getLogger(ThreadSlotBlocks.class);
    private static final int BLOCK = ThreadSlotDescriptor.BLOCK;
    private static final int FREE = 0;

    private final BufferFile file;
    private final Geometry geometry;
    private final Quotas quotas;
    private final RemoteLog log;
    private final AtomicIntegerArray owners;
    private boolean fullReported;

    /**
     * Creates the blocks of a file, adopting the grants found in it within their holders' quotas.
     *
     * @param holder returns the holder of a record, null if it is free: the blocks of such a record are free, too
     * @param log for events that clients can cause
     */
    ThreadSlotBlocks(
            BufferFile file, Quotas quotas, IntFunction<AdoptedShares.@Nullable Holder> holder, RemoteLog log) {
        this.log = log;
        this.file = file;
        this.quotas = quotas;
        this.geometry = file.geometry();
        this.owners = new AtomicIntegerArray(geometry.threadSlots() / BLOCK);
        if (file.adopted()) {
            adopt(holder);
        }
    }

    private void adopt(IntFunction<AdoptedShares.@Nullable Holder> holderOf) {
        int length = owners.length() * BLOCK * ThreadSlotDescriptor.LENGTH;
        ByteBuffer slots = FileSection.copy(file, geometry.threadSlotsOffset(), length);
        AdoptedShares shares = quotas.adoptedBlocks(owners.length());
        int excess = 0;
        for (int block = 0; block < owners.length(); block++) {
            int at = block * BLOCK * ThreadSlotDescriptor.LENGTH + ThreadSlotDescriptor.OWNER_OFFSET;
            int owner = slots.getInt(at);
            AdoptedShares.Holder holder = owner > 0 && owner <= geometry.clients() ? holderOf.apply(owner - 1) : null;
            boolean held = holder != null && shares.take(holder);
            owners.set(block, held ? owner : FREE);
            if (held) {
                keepStorage(block);
            } else if (holder != null) {
                excess++;
            }
        }
        if (excess > 0) {
            LOG.warn(
                    "{} thread slots found in {} exceed the quotas of their processes or users: they are revoked",
                    excess * BLOCK,
                    file.path());
        }
    }

    private void keepStorage(int block) {
        try {
            allocate(block);
        } catch (BufferFileException e) {
            LOG.warn("readers cannot see the intents in thread slots {} and up: {}", block * BLOCK, e.getMessage());
        }
    }

    private void allocate(int block) throws BufferFileException {
        file.allocate(geometry.threadSlotOffset(block * BLOCK), BLOCK * ThreadSlotDescriptor.LENGTH);
    }

    int count() {
        return owners.length();
    }

    /** Returns the client that holds a block, -1 if there is none. */
    int holder(int block) {
        return owners.get(block) - 1;
    }

    boolean holds(int client, int slot) {
        int block = slot / BLOCK;
        return slot >= 0 && block < owners.length() && holder(block) == client;
    }

    /** Grants a free block, or nothing: a process, and all processes of a user, are limited to their shares. */
    Slots grant(int client, Claimant claimant) {
        int ofProcess = held(claimant.ofProcess()::get);
        if (ofProcess >= quotas.ofProcess(owners.length())) {
            return refuse(
                    client,
                    claimant + " has " + ofProcess * BLOCK + ", the limit for one process: raise --process-share");
        }
        int ofUser = held(claimant.ofUser()::get);
        if (ofUser >= quotas.ofUser(claimant.uid(), owners.length())) {
            return refuse(
                    client,
                    "processes of uid " + claimant.uid() + " have " + ofUser * BLOCK
                            + ", the limit for one user: raise --user-share");
        }
        int kept = quotas.ofNewcomers(owners.length());
        if (ofProcess > 0 && owners.length() - held(holder -> true) <= kept) {
            return refuse(client, "the last " + kept * BLOCK + " are kept for processes that have none");
        }
        int block = free();
        if (block < 0) {
            return refuse(client, "all " + geometry.threadSlots() + " are in use");
        }
        try {
            allocate(block);
        } catch (BufferFileException e) {
            return refuse(client, e.getMessage());
        }
        initialise(block, client);
        owners.set(block, client + 1);
        return new Slots(block * BLOCK, BLOCK);
    }

    private Slots refuse(int client, @Nullable String why) {
        if (!fullReported) {
            fullReported = true;
            String line = "client " + client + " gets no more thread slots, so its further threads share those it has: "
                    + why;
            log.log(LOG, Level.WARN, "refusals of thread slots", "clients", line);
        }
        return Slots.NONE;
    }

    private void initialise(int block, int client) {
        AtomicBuffer memory = file.metadata();
        for (int slot = block * BLOCK; slot < (block + 1) * BLOCK; slot++) {
            int offset = geometry.threadSlotOffset(slot);
            memory.putIntRelease(offset + ThreadSlotDescriptor.KIND_OFFSET, ThreadSlotDescriptor.EMPTY);
            memory.putInt(offset + ThreadSlotDescriptor.NAME_LENGTH_OFFSET, 0);
            memory.putIntRelease(offset + ThreadSlotDescriptor.TID_OFFSET, 0);
            memory.putIntRelease(offset + ThreadSlotDescriptor.OWNER_OFFSET, client + 1);
        }
    }

    /** Takes back everything that a client held. */
    void release(int client) {
        for (int block = 0; block < owners.length(); block++) {
            if (holder(block) == client) {
                disown(block);
                owners.set(block, FREE);
                fullReported = false;
            }
        }
    }

    private void disown(int block) {
        for (int slot = block * BLOCK; slot < (block + 1) * BLOCK; slot++) {
            file.metadata().putIntRelease(geometry.threadSlotOffset(slot) + ThreadSlotDescriptor.OWNER_OFFSET, FREE);
        }
    }

    /** Returns the slots of selected clients; slots without a holder belong to none. */
    BitSet slotsHeldBy(IntPredicate client) {
        BitSet slots = new BitSet();
        for (int block = 0; block < owners.length(); block++) {
            int holder = holder(block);
            slots.set(block * BLOCK, (block + 1) * BLOCK, holder >= 0 && client.test(holder));
        }
        return slots;
    }

    /** Returns which of some slots their client has abandoned inside an event. */
    BitSet abandoned(BitSet slots) {
        BitSet abandoned = new BitSet();
        for (int slot = slots.nextSetBit(0); slot >= 0; slot = slots.nextSetBit(slot + 1)) {
            int kind = file.metadata()
                    .getIntAcquire(file.geometry().threadSlotOffset(slot) + ThreadSlotDescriptor.KIND_OFFSET);
            abandoned.set(slot, (kind & ThreadSlotDescriptor.ABANDONED) != 0);
        }
        return abandoned;
    }

    /** Restores the owners of granted slots; returns how many had been changed. */
    int heal() {
        int healed = 0;
        for (int block = 0; block < owners.length(); block++) {
            int owner = owners.get(block);
            for (int slot = block * BLOCK; owner != FREE && slot < (block + 1) * BLOCK; slot++) {
                int at = geometry.threadSlotOffset(slot) + ThreadSlotDescriptor.OWNER_OFFSET;
                if (file.metadata().getIntOpaque(at) != owner) {
                    file.metadata().putIntRelease(at, owner);
                    healed++;
                }
            }
        }
        return healed;
    }

    /** Returns the number of slots that a client holds. */
    int slotsOf(int client) {
        return heldBy(client) * BLOCK;
    }

    /** Returns the number of blocks that a client holds. */
    int heldBy(int client) {
        return held(holder -> holder == client);
    }

    /** Returns the use of the slots, of which each process has as many as its records. */
    QuotaUse use(ResourceUse slots) {
        int all = owners.length();
        return new QuotaUse(
                "thread slots",
                (long) held(client -> true) * BLOCK,
                (long) all * BLOCK,
                slots.largestProcess((long) quotas.ofProcess(all) * BLOCK),
                slots.largestUser(uid -> (long) quotas.ofUser(uid, all) * BLOCK));
    }

    private int held(IntPredicate client) {
        int held = 0;
        for (int block = 0; block < owners.length(); block++) {
            int holder = holder(block);
            held += holder >= 0 && client.test(holder) ? 1 : 0;
        }
        return held;
    }

    private int free() {
        for (int block = 0; block < owners.length(); block++) {
            if (owners.get(block) == FREE) {
                return block;
            }
        }
        return -1;
    }
}
