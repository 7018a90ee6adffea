package io.ringtail.daemon.control;

import io.ringtail.daemon.buffer.BufferFile;
import io.ringtail.daemon.hotplug.AttachedClients;
import io.ringtail.daemon.hotplug.WaitedClient;
import io.ringtail.daemon.log.RemoteLog;
import io.ringtail.proto.control.Doorbell;
import io.ringtail.proto.control.Hello;
import io.ringtail.proto.control.ResumeToken;
import io.ringtail.proto.layout.Geometry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.IntUnaryOperator;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * The attached processes: which process holds which record of the file's client table, and its connection.
 *
 * <pre>
 *   FREE --grant--> IN USE, connected --socket closed, GOODBYE,---> IN USE, silent --left, or proven dead--> FREE
 *                          ^            or proven dead                 |
 *                          +-------- the same process resumes ---------+
 * </pre>
 *
 * <p>Closing the socket does not affect a grant that its client has entered. For the conductor's thread only.
 */
final class ClientTable implements AttachedClients {
    private static final Logger LOG = LoggerFactory.getLogger(ClientTable.class);

    /** The time for processes to resume what they held under an earlier daemon: they try once a second at least. */
    private static final long RESUMPTION_NS = TimeUnit.SECONDS.toNanos(10);

    /** The connected records whose processes are checked in one reap: some 10 µs each. */
    private static final int LOOKS_AT_ONCE = 128;

    /** The processes of found records whose mappings are looked at in one reap: up to some milliseconds each. */
    private static final int MAPPINGS_AT_ONCE = 16;

    /** A record's grant. */
    record Grant(int client, int generation, boolean resumed) {}

    private final long created;
    private final ProcessTable processes;
    private final Quotas quotas;
    private final RemoteLog log;
    private final ClientRecord[] records;
    private final @Nullable ClientProxy[] proxies;
    /** The users, according to the kernel, of the processes that hold records. */
    private final int[] users;

    private final Peer[] peers;
    private final String[] commands;
    /** The pids of the records in use; for any thread. */
    private final AtomicIntegerArray pids;

    private final Map<ClientProxy, Integer> clients = new HashMap<>();
    private int nextLook;
    private int nextEnd;
    private boolean resumptionOver;
    private long resumptionEndNs;
    private boolean resumptionBegun;

    ClientTable(BufferFile file, ProcessTable processes, Quotas quotas, RemoteLog log) {
        this.log = log;
        Geometry geometry = file.geometry();
        this.created = file.created();
        this.processes = processes;
        this.quotas = quotas;
        this.records = new ClientRecord[geometry.clients()];
        this.proxies = new ClientProxy[geometry.clients()];
        this.users = new int[geometry.clients()];
        this.peers = new Peer[geometry.clients()];
        this.commands = new String[geometry.clients()];
        this.pids = new AtomicIntegerArray(geometry.clients());
        for (int i = 0; i < records.length; i++) {
            records[i] = new ClientRecord(file.metadata(), geometry.clientOffset(i), file.inode());
            users[i] = records[i].isInUse() ? processes.userOf(pidHere(i)) : AdoptedShares.UNKNOWN_USER;
            if (users[i] != AdoptedShares.UNKNOWN_USER) {
                records[i].setUser(users[i]);
            }
            peers[i] = new Peer(pidHere(i), records[i].uid(), -1);
            commands[i] = "";
            pids.set(i, records[i].isInUse() ? pidHere(i) : 0);
        }
        tellOfOtherNamespaces();
    }

    /** Returns a record's pid, 0 if it denotes another process here. */
    private int pidHere(int client) {
        return records[client].isOf(processes.namespace()) ? records[client].pid() : 0;
    }

    private void tellOfOtherNamespaces() {
        long others = Arrays.stream(records)
                .filter(record -> record.isInUse() && !record.isOf(processes.namespace()))
                .count();
        if (others > 0) {
            LOG.warn(
                    "{} client records are from a daemon in another pid namespace: in this one ({}) it cannot be proven"
                            + " that their processes have ended, so each is kept until its process reconnects. To free"
                            + " the records of ended processes, run a daemon in that namespace once, or stop all"
                            + " clients and remove the buffer file",
                    others,
                    processes.namespace());
        }
    }

    /**
     * Grants a record to a process: the one it resumes, or a free one.
     *
     * @param startTime the start time of the peer's process
     * @throws GrantRefusedException if all records are in use, or the process or its user has reached its limit
     */
    Grant grant(ClientProxy proxy, long startTime, Hello hello) throws GrantRefusedException {
        Peer peer = proxy.peer();
        int client = resumed(hello.resume(), peer.pid(), startTime);
        boolean resumed = client >= 0;
        if (!resumed) {
            client = free();
            check(peer, startTime, record -> !resumptionOver || !record.isFound());
            leaveToNewcomers(peer, startTime);
            records[client].grant(peer, startTime, processes.namespace(), hello.barrier(), descriptor(proxy));
        } else {
            if (records[client].isFound()) {
                check(peer, startTime, record -> !record.isFound());
            }
            records[client].resume(peer, processes.namespace(), hello.barrier(), descriptor(proxy));
        }
        connect(client, proxy);
        commands[client] = ThreadNames.clean(hello.command());
        return new Grant(client, records[client].generation(), resumed);
    }

    /**
     * If the kernel does not identify the peer itself, its pid does: the peer was alive when its start time was read.
     */
    private @Nullable ProcessDescriptor descriptor(ClientProxy proxy) {
        ProcessDescriptor descriptor = proxy.process();
        return descriptor != null
                ? descriptor
                : processes.descriptor(proxy.peer().pid());
    }

    private int resumed(@Nullable ResumeToken token, int pid, long startTime) {
        if (token == null || token.created() != created) {
            return -1;
        }
        if (token.client() < 0 || token.client() >= records.length) {
            return -1;
        }
        ClientRecord record = records[token.client()];
        return record.isHeldBy(token.generation(), pid, startTime, processes.namespace()) ? token.client() : -1;
    }

    private int free() throws GrantRefusedException {
        int free = 0;
        while (free < records.length && records[free].isInUse()) {
            free++;
        }
        if (free == records.length) {
            throw new GrantRefusedException("all " + records.length + " client records are in use");
        }
        return free;
    }

    /** Checks that a process may have one more than the records that count. */
    private void check(Peer peer, long startTime, Predicate<ClientRecord> counts) throws GrantRefusedException {
        Claimant claimant = claimant(peer.pid(), startTime, peer.uid(), counts);
        int ofProcess = claimant.ofProcess().cardinality();
        if (ofProcess >= quotas.recordsOfProcess(records.length)) {
            throw new GrantRefusedException(
                    "the process holds " + ofProcess + " client records, the limit for one process:"
                            + " close tracers that are not needed, since one is enough, or raise --process-records");
        }
        int ofUser = claimant.ofUser().cardinality();
        if (ofUser >= quotas.ofUser(claimant.uid(), records.length)) {
            throw new GrantRefusedException(
                    "processes of uid " + claimant.uid() + " hold " + ofUser + " of " + records.length
                            + " client records, the limit for one user: end some of them, or raise --user-share");
        }
    }

    /** Checks that a process which has a record takes none of those that are kept for others. */
    private void leaveToNewcomers(Peer peer, long startTime) throws GrantRefusedException {
        int kept = quotas.ofNewcomers(records.length);
        long left = Arrays.stream(records).filter(record -> !record.isInUse()).count();
        if (left <= kept
                && !claimant(peer.pid(), startTime, peer.uid(), record -> true)
                        .ofProcess()
                        .isEmpty()) {
            throw new GrantRefusedException(
                    "the last " + kept + " client records are kept for processes that hold none:"
                            + " close tracers that are not needed, since one is enough");
        }
    }

    private Claimant claimant(int pid, long startTime, int uid, Predicate<ClientRecord> counts) {
        BitSet ofProcess = new BitSet();
        BitSet ofUser = new BitSet();
        for (int i = 0; i < records.length; i++) {
            ClientRecord record = records[i];
            boolean counted = record.isInUse() && counts.test(record);
            ofProcess.set(i, counted && record.pid() == pid && record.startTime() == startTime);
            ofUser.set(i, counted && record.uid() == uid);
        }
        return new Claimant(pid, startTime, uid, ofProcess, ofUser);
    }

    /** Returns a record's process, as one that requests more. */
    Claimant claimant(int client) {
        ClientRecord asking = records[client];
        return claimant(asking.pid(), asking.startTime(), asking.uid(), record -> true);
    }

    private void connect(int client, ClientProxy proxy) {
        ClientProxy before = proxies[client];
        if (before != null) {
            clients.remove(before);
            before.close();
        }
        proxies[client] = proxy;
        peers[client] = proxy.peer();
        users[client] = proxy.peer().uid();
        pids.set(client, proxy.peer().pid());
        clients.put(proxy, client);
    }

    /** Returns the process that holds a record, 0 if unknown. For any thread. */
    int pidOf(int client) {
        return pids.get(client);
    }

    /** Returns the record of a connection, -1 if there is none. */
    int clientOf(ClientProxy proxy) {
        return clients.getOrDefault(proxy, -1);
    }

    /** Returns all processes that hold a record, with their slots and event types. */
    List<AttachedProcess> attached(ThreadSlotBlocks blocks, EventRegistry events) {
        List<AttachedProcess> attached = new ArrayList<>();
        for (int i = 0; i < records.length; i++) {
            if (records[i].isInUse()) {
                Peer peer = peers[i];
                int pid = records[i].pid();
                long startTime = records[i].startTime();
                attached.add(new AttachedProcess(
                        i,
                        peer.pid(),
                        peer.uid(),
                        peer.gid(),
                        commands[i],
                        blocks.slotsOf(i),
                        events.addedBy(pid, startTime),
                        events.bytesAddedBy(pid, startTime)));
            }
        }
        return attached;
    }

    /** Returns the use of the client records. */
    QuotaUse use() {
        ResourceUse use = use(client -> 1);
        int all = records.length;
        return new QuotaUse(
                "client records",
                Arrays.stream(records).filter(ClientRecord::isInUse).count(),
                all,
                use.largestProcess(quotas.recordsOfProcess(all)),
                use.largestUser(uid -> quotas.ofUser(uid, all)));
    }

    /** Returns the use of something of which each record has an amount. */
    ResourceUse use(IntUnaryOperator amount) {
        ResourceUse use = new ResourceUse();
        for (int i = 0; i < records.length; i++) {
            if (records[i].isInUse()) {
                use.add(records[i].pid(), records[i].startTime(), users[i], amount.applyAsInt(i));
            }
        }
        return use;
    }

    /** Restores what only the daemon writes in the records; returns how many had been changed. */
    int heal() {
        int healed = 0;
        for (ClientRecord record : records) {
            healed += record.heal() ? 1 : 0;
        }
        return healed;
    }

    /** Returns whether a record is granted. */
    boolean isInUse(int client) {
        return records[client].isInUse();
    }

    /** Removes an ended connection: its record stays in use. */
    void disconnect(ClientProxy proxy) {
        Integer client = clients.remove(proxy);
        if (client != null) {
            proxies[client] = null;
        }
    }

    /** Records that none of a client's threads writes any more. */
    void leave(ClientProxy proxy) {
        records[clientOf(proxy)].leave();
        disconnect(proxy);
    }

    /**
     * Returns the records whose holder's threads will not write again: it has left, or its process is proven dead. A
     * call that could not look at all mappings proves the other ends, and the next one begins where it had to stop.
     */
    BitSet ended(long nowNs, ThreadSlotBlocks blocks) {
        disconnectTheDead();
        revokeExcess(nowNs, blocks);
        ProcessLooks looks = new ProcessLooks(processes, MAPPINGS_AT_ONCE);
        BitSet ended = new BitSet();
        int begin = nextEnd;
        for (int passed = 0; passed < records.length; passed++) {
            int client = (begin + passed) % records.length;
            ended.set(client, records[client].isInUse() && proxies[client] == null && records[client].hasEnded(looks));
            if (!looks.isOver()) {
                nextEnd = (client + 1) % records.length;
            }
        }
        return ended;
    }

    /**
     * Disconnects dead processes: an open socket proves no life, since another process may hold it. Checks some
     * connected records per call, in turn.
     */
    private void disconnectTheDead() {
        int looks = Math.min(LOOKS_AT_ONCE, clients.size());
        for (int passed = 0; passed < records.length && looks > 0; passed++) {
            ClientProxy proxy = proxies[nextLook];
            if (proxy != null) {
                looks--;
                if (records[nextLook].hasDied(processes)) {
                    disconnect(proxy);
                    proxy.close();
                }
            }
            nextLook = (nextLook + 1) % records.length;
        }
    }

    /**
     * Applies quotas to records found in the file, too: after the time for resuming them, processes and users keep
     * those that they have resumed, and of the others as many as their limits allow. All of the others together, with
     * their blocks of thread slots, leave room for new clients: the file may name processes of users without a limit.
     */
    private void revokeExcess(long nowNs, ThreadSlotBlocks blocks) {
        if (!resumptionBegun) {
            resumptionBegun = true;
            resumptionEndNs = nowNs + RESUMPTION_NS;
        }
        resumptionOver = resumptionOver || nowNs - resumptionEndNs >= 0;
        if (!resumptionOver || Arrays.stream(records).noneMatch(ClientRecord::isFound)) {
            return;
        }
        AdoptedShares shares = sharesOfResumed();
        int recordsLeft = quotas.ofFound(records.length);
        int blocksLeft = quotas.ofFound(blocks.count());
        for (int i = 0; i < records.length; i++) {
            AdoptedShares.Holder holder = holder(i);
            if (holder == null || !records[i].isFound() || records[i].isEnded()) {
                continue;
            }
            int held = blocks.heldBy(i);
            if (recordsLeft > 0 && held <= blocksLeft && shares.take(holder)) {
                recordsLeft--;
                blocksLeft -= held;
            } else {
                revoke(i);
            }
        }
    }

    private AdoptedShares sharesOfResumed() {
        AdoptedShares shares = quotas.adoptedRecords(records.length);
        for (int i = 0; i < records.length; i++) {
            AdoptedShares.Holder holder = holder(i);
            if (holder != null && !records[i].isFound()) {
                shares.add(holder);
            }
        }
        return shares;
    }

    private void revoke(int client) {
        ClientRecord record = records[client];
        record.revoke();
        String line = "client " + client + " (pid " + record.pid() + ", uid " + record.uid()
                + ") was found in the file, exceeds the quota of its process, its user or all such records, and was not"
                + " resumed within " + TimeUnit.NANOSECONDS.toSeconds(RESUMPTION_NS) + " s: its record is revoked";
        log.log(LOG, Level.WARN, "revocations of client records", "processes over quota", line);
    }

    /** Returns the holder of a record, null if it is free. */
    AdoptedShares.@Nullable Holder holder(int client) {
        ClientRecord record = records[client];
        return record.isInUse()
                ? new AdoptedShares.Holder(record.pid(), record.startTime(), record.namespace(), users[client])
                : null;
    }

    /** Frees a record whose holder has ended and owes nothing any more. */
    void release(int client) {
        String line = "client " + client + " (pid " + records[client].pid() + ") has ended: its record is free";
        log.log(LOG, Level.INFO, "clients ended", peers[client].account(), line);
        records[client].release();
    }

    /** Tells every connected client to read the CPU descriptors. */
    void ringDoorbells() {
        for (ClientProxy proxy : clients.keySet()) {
            proxy.send(new Doorbell());
        }
    }

    @Override
    public BitSet unanswered(long epoch) {
        BitSet unanswered = new BitSet();
        for (int i = 0; i < records.length; i++) {
            if (isAwaited(i) && !records[i].hasAcknowledged(epoch)) {
                unanswered.set(i);
            }
        }
        return unanswered;
    }

    @Override
    public BitSet mappedAhead() {
        BitSet ahead = new BitSet();
        for (int i = 0; i < records.length; i++) {
            ahead.set(i, isAwaited(i) && records[i].isRegistered() && records[i].hasMappedAhead());
        }
        return ahead;
    }

    @Override
    public int refusing(int cpu) {
        for (int i = 0; i < records.length; i++) {
            if (isAwaited(i) && records[i].refuses(cpu)) {
                return i;
            }
        }
        return -1;
    }

    private boolean isAwaited(int client) {
        return records[client].isInUse() && !records[client].isEnded();
    }

    @Override
    public boolean areRegistered(BitSet asked) {
        return asked.stream().allMatch(client -> records[client].isRegistered());
    }

    @Override
    public WaitedClient describe(int client) {
        int pid = pidHere(client);
        String command = commands[client].isEmpty() ? processes.command(pid) : commands[client];
        return new WaitedClient(client, pid, command);
    }
}
