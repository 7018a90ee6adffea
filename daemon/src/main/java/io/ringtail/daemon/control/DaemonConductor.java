package io.ringtail.daemon.control;

import io.ringtail.client.barrier.ProcessBarrier;
import io.ringtail.daemon.buffer.BufferFile;
import io.ringtail.daemon.hotplug.ControlRing;
import io.ringtail.daemon.hotplug.CpuStatus;
import io.ringtail.daemon.hotplug.CpuTopology;
import io.ringtail.daemon.hotplug.CpuWatch;
import io.ringtail.daemon.hotplug.HandshakeCounts;
import io.ringtail.daemon.hotplug.HandshakeTimes;
import io.ringtail.daemon.hotplug.OnlineHandshake;
import io.ringtail.daemon.hotplug.RingResize;
import io.ringtail.daemon.life.Duties;
import io.ringtail.daemon.life.Moments;
import io.ringtail.daemon.log.RemoteLog;
import io.ringtail.proto.control.ControlMessage;
import io.ringtail.proto.control.Goodbye;
import io.ringtail.proto.layout.RingGeometry;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.ManyToOneConcurrentLinkedQueue;
import org.agrona.concurrent.NanoClock;
import org.jspecify.annotations.Nullable;

/**
 * Owns the control plane's state: clients, thread slots, events and CPUs.
 *
 * <p>Other threads pass it commands through a queue; {@link #doWork} makes all decisions, on one thread.
 */
public final class DaemonConductor implements Agent {
    private static final int COMMANDS_AT_ONCE = 256;
    private static final long MOST_REAP_PAUSE_NS = TimeUnit.SECONDS.toNanos(1);
    private static final long LEAST_REAP_PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(10);

    private final Queue<Runnable> commands = new ManyToOneConcurrentLinkedQueue<>();
    private final NanoClock clock;
    private final ClientTable clients;
    private final ThreadSlotBlocks blocks;
    private final EventRegistry events;
    private final Cmdlines cmdlines;
    private final OnlineHandshake handshake;
    private final RingResize resize;
    private final CpuWatch cpus;
    private final FileCare care;
    private final ClientAdapter adapter;
    private final ClientRepair repair;
    private volatile List<AttachedProcess> attached = List.of();
    private volatile List<QuotaUse> quotaUses = List.of();
    private volatile @Nullable Thread thread;
    private boolean reaped;
    private long reapPauseNs = MOST_REAP_PAUSE_NS;
    private long nextReapNs;

    /**
     * Creates a conductor for one file; adopts what an earlier daemon left in it.
     *
     * @param file open for this daemon's life
     * @param topology the machine's CPUs
     * @param barrier this process's, registered before the first client is
     * @param repair settles what dead clients owe
     * @param quotas the limits of one process and one user
     * @param clock for intervals and time limits
     * @param log for lines that clients can cause
     * @param policy of new event types
     */
    public DaemonConductor(
            BufferFile file,
            CpuTopology topology,
            ProcessBarrier barrier,
            ClientRepair repair,
            Quotas quotas,
            NanoClock clock,
            RemoteLog log,
            EventPolicy policy) {
        this(file, topology, barrier, repair, quotas, clock, log, policy, new ProcFilesystem());
    }

    DaemonConductor(
            BufferFile file,
            CpuTopology topology,
            ProcessBarrier barrier,
            ClientRepair repair,
            Quotas quotas,
            NanoClock clock,
            RemoteLog log,
            EventPolicy policy,
            ProcessTable processes) {
        this.clock = clock;
        this.repair = repair;
        this.clients = new ClientTable(file, processes, quotas, log);
        this.blocks = new ThreadSlotBlocks(file, quotas, clients::holder, log);
        this.events = new EventRegistry(file, quotas, policy);
        this.cmdlines = new Cmdlines(file, blocks, clients::pidOf, processes);
        this.handshake =
                new OnlineHandshake(file, clients, new ControlRing(file, new Doorbells(clients)), barrier, clock);
        this.resize = new RingResize(file, handshake, clients, clock.nanoTime());
        this.cpus = new CpuWatch(topology, file.metadata(), handshake);
        ThreadIdentities identities = new ThreadIdentities(processes, blocks, cmdlines);
        this.care = new FileCare(file, handshake, clients, blocks, events);
        this.adapter = new ClientAdapter(file, processes, clients, blocks, events, identities, handshake, log);
    }

    /** Returns the event types; thread-safe. */
    public EventRegistry events() {
        return events;
    }

    /** Returns the threads' names; thread-safe. */
    public Cmdlines cmdlines() {
        return cmdlines;
    }

    /** Sets the receiver of clients' snapshot requests, which are ignored until then. */
    public void setSnapshots(SnapshotRequests requests) {
        adapter.setSnapshots(requests);
    }

    /** Makes all clients look for changes, of the CPUs and of the instances; for any thread. */
    public void ringDoorbells() {
        command(clients::ringDoorbells);
    }

    /** Returns the attached processes, at most a second old; for any thread. */
    public List<AttachedProcess> clients() {
        return attached;
    }

    /** Returns the use of everything that has quotas, at most a second old; for any thread. */
    public List<QuotaUse> quotaUses() {
        return quotaUses;
    }

    /** Returns the status of a possible CPU; for any thread. */
    public CpuStatus cpu(int cpu) {
        return handshake.status(cpu);
    }

    /** Returns the outcomes of CPUs' handshakes; for any thread. */
    public HandshakeCounts handshakes() {
        return handshake.counts();
    }

    /** Returns how long CPUs' handshakes took; for any thread. */
    public HandshakeTimes handshakeTimes() {
        return handshake.times();
    }

    /**
     * Replaces the rings by rings of another size; for any thread.
     *
     * @param subbufs in each ring, a number that {@link RingGeometry} accepts
     * @return completed when writers use the new rings; exceptionally, with the reason, if nothing has changed
     */
    public CompletableFuture<String> resize(int subbufs) {
        CompletableFuture<String> answer = new CompletableFuture<>();
        command(() -> resize.request(subbufs, clock.nanoTime(), answer));
        return answer;
    }

    /** Returns the CPUs in the online mask; for the conductor's thread only. */
    public BitSet online() {
        return handshake.online();
    }

    @Override
    public void onStart() {
        thread = Thread.currentThread();
    }

    @Override
    public int doWork() {
        long nowNs = clock.nanoTime();
        Duties duties = new Duties();
        int done = duties.run(this::drainCommands)
                + duties.run(() -> cpus.doWork(nowNs))
                + duties.run(() -> resize.doWork(nowNs))
                + duties.run(() -> handshake.doWork(nowNs))
                + duties.run(() -> reapTheDead(nowNs));
        duties.end();
        return done;
    }

    @Override
    public String roleName() {
        return "daemon-conductor";
    }

    /**
     * Sleeps until there is work: a command arrives, or one of {@link #doWork}'s steps is due. For the thread that
     * called {@link #onStart}.
     *
     * @param mostNs the maximum time to sleep, in ns
     */
    public void awaitWork(long mostNs) {
        long leftNs = Math.min(mostNs, leftNs(clock.nanoTime()));
        // A command that arrives after this check leaves a permit, so parking ends at once.
        if (leftNs > 0 && commands.isEmpty()) {
            LockSupport.parkNanos(this, leftNs);
        }
    }

    /** Returns the time in ns until one of {@link #doWork}'s steps is due, apart from commands. */
    long leftNs(long nowNs) {
        long untilReapNs = reaped ? nextReapNs - nowNs : 0;
        long untilOnlineNs = Math.min(cpus.leftNs(nowNs), handshake.leftNs(nowNs));
        return Math.min(Math.min(untilReapNs, untilOnlineNs), resize.leftNs(nowNs));
    }

    private void command(Runnable command) {
        commands.add(command);
        LockSupport.unpark(thread);
    }

    /** Returns the listener of the connections: each call becomes a command. */
    ClientListener clientListener() {
        return new ClientListener() {
            @Override
            public void onMessage(ClientProxy proxy, ControlMessage message) {
                command(() -> receive(proxy, message));
            }

            @Override
            public void onClosed(ClientProxy proxy) {
                command(() -> disconnect(proxy));
            }
        };
    }

    private void receive(ClientProxy proxy, ControlMessage message) {
        adapter.onMessage(proxy, message);
        if (message instanceof Goodbye) {
            nextReapNs = clock.nanoTime();
        }
    }

    private void disconnect(ClientProxy proxy) {
        adapter.onClosed(proxy);
        // A connection's end prompts a check: a killed process takes some more milliseconds to end.
        reapPauseNs = LEAST_REAP_PAUSE_NS;
        nextReapNs = clock.nanoTime();
    }

    private int drainCommands() {
        int drained = 0;
        for (Runnable command = commands.poll(); command != null; command = commands.poll()) {
            command.run();
            if (++drained == COMMANDS_AT_ONCE) {
                break;
            }
        }
        return drained;
    }

    private int reapTheDead(long nowNs) {
        if (reaped && nowNs - nextReapNs < 0) {
            return 0;
        }
        reaped = true;
        reapPauseNs = Math.min(2 * reapPauseNs, MOST_REAP_PAUSE_NS);
        nextReapNs = reapPauseNs < MOST_REAP_PAUSE_NS ? nowNs + reapPauseNs : Moments.next(nowNs, MOST_REAP_PAUSE_NS);
        cmdlines.forgetMisses();
        Duties duties = new Duties();
        int ended = duties.run(() -> reap(clients.ended(nowNs, blocks)));
        duties.run(() -> care.heal(nowNs));
        duties.run(() -> repair.inspect(blocks.slotsHeldBy(client -> true), nowNs));
        duties.run(this::report);
        duties.end();
        return ended;
    }

    private void report() {
        attached = clients.attached(blocks, events);
        List<QuotaUse> uses = new ArrayList<>(List.of(clients.use(), blocks.use(clients.use(blocks::slotsOf))));
        uses.addAll(events.use());
        quotaUses = List.copyOf(uses);
    }

    /** Slots that a living client has given up count as those of ended ones. */
    private int reap(BitSet ended) {
        BitSet live = blocks.slotsHeldBy(client -> !ended.get(client));
        BitSet over = blocks.abandoned(live);
        live.andNot(over);
        over.or(blocks.slotsHeldBy(ended::get));
        BitSet left = over.isEmpty() ? over : repair.settle(over, live);
        ended.stream()
                .filter(client ->
                        !blocks.slotsHeldBy(holder -> holder == client).intersects(left))
                .forEach(this::release);
        return ended.cardinality();
    }

    private void release(int client) {
        cmdlines.saveThreadsOf(client);
        blocks.release(client);
        clients.release(client);
    }
}
