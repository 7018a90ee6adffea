package io.ringtail.daemon.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.ringtail.client.barrier.ProcessBarrier;
import io.ringtail.daemon.buffer.BufferFile;
import io.ringtail.daemon.hotplug.CpuTopology;
import io.ringtail.daemon.log.RemoteLog;
import io.ringtail.proto.control.ControlMessage;
import io.ringtail.proto.control.Hello;
import io.ringtail.proto.control.ResumeToken;
import io.ringtail.proto.control.Slots;
import io.ringtail.proto.control.ThreadId;
import io.ringtail.proto.control.ThreadName;
import io.ringtail.proto.control.Welcome;
import io.ringtail.proto.layout.ClientDescriptor;
import io.ringtail.proto.layout.SubstituteId;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One file, adopted by daemons in one pid namespace after another. */
class PidNamespacesTest {
    private static final long HOST = 4026531836L;
    private static final long CONTAINER = 4026532001L;
    private static final int RECORD = TestDaemon.GEOMETRY.clientOffset(0);

    @TempDir
    Path dir;

    /** Start times by pid. */
    private final Map<Integer, Long> onHost = new HashMap<>();

    private final Map<Integer, Long> inContainer = new HashMap<>();
    /** The thread ids of processes in other namespaces, keyed by the ids there. */
    private final Map<Integer, Map<Integer, Integer>> threadsElsewhere = new HashMap<>();

    private long nowNs = 1;
    private BufferFile file;
    private DaemonConductor conductor;

    @BeforeEach
    void startOnTheHost() throws Exception {
        TestDaemon.setOnline(dir, "0-1");
        start(HOST);
    }

    @AfterEach
    void stop() {
        file.close();
    }

    @Test
    void shouldProveNoDeathByAPidOfAnotherNamespace() throws Exception {
        onHost.put(100, 5L);
        Welcome before = attach(100, null);
        inContainer.put(100, 77L);

        restart(CONTAINER);
        pass(60_000);

        assertThat(state()).isEqualTo(ClientDescriptor.IN_USE);
        inContainer.put(3, 9L);
        Welcome other = attach(3, null);
        assertThat(other.client()).isNotEqualTo(before.client());
        assertThat(other.slots()).isEqualTo(new Slots(64, 64));
        pass(2000);
        assertThat(conductor.clients()).extracting(AttachedProcess::pid).contains(0, 3);
    }

    @Test
    void shouldFreeTheRecordInTheNamespaceWhereItsPidCounts() throws Exception {
        onHost.put(100, 5L);
        attach(100, null);

        restart(CONTAINER);
        pass(60_000);
        onHost.clear();
        restart(HOST);
        pass(2000);

        assertThat(state()).isEqualTo(ClientDescriptor.FREE);
    }

    @Test
    void shouldLetAProcessResumeItsRecordUnderItsPidHere() throws Exception {
        onHost.put(100, 5L);
        Welcome before = attach(100, null);
        ResumeToken token = new ResumeToken(before.created(), before.client(), before.generation());
        inContainer.put(7, 5L);
        inContainer.put(8, 6L);

        restart(CONTAINER);

        assertThat(attach(8, token).client()).isEqualTo(1);
        Welcome again = attach(7, token);
        assertThat(again.client()).isEqualTo(before.client());
        assertThat(again.slots()).isEqualTo(Slots.NONE);
        assertThat(file.metadata().getInt(RECORD + ClientDescriptor.PID_OFFSET)).isEqualTo(7);
        assertThat(file.metadata().getLong(RECORD + ClientDescriptor.PID_NAMESPACE_OFFSET))
                .isEqualTo(CONTAINER);
        inContainer.remove(7);
        restart(CONTAINER);
        pass(2000);
        assertThat(state()).isEqualTo(ClientDescriptor.FREE);
    }

    @Test
    void shouldTellAProcessElsewhereWhatItsThreadsAreCalledHere() {
        onHost.put(100, 5L);
        onHost.put(200, 6L);
        threadsElsewhere.put(100, Map.of(1, 101, 17, 102));
        threadsElsewhere.put(200, Map.of(1, 201, 17, 202));
        FakeProxy one = proxy(100);
        FakeProxy two = proxy(200);
        assertThat(((Welcome) one.sent.get(0)).ownIds()).isFalse();
        int first = SubstituteId.of(16, 0);
        int second = SubstituteId.of(80, 0);

        send(one, new ThreadName(16, 17, first, "worker"));
        send(two, new ThreadName(80, 17, second, "other"));

        assertThat(one.sent).last().isEqualTo(new ThreadId(16, 17, 102));
        assertThat(two.sent).last().isEqualTo(new ThreadId(80, 17, 202));
        assertThat(conductor.cmdlines().all())
                .containsOnly(
                        entry(102, new SavedThread(100, "worker")),
                        entry(202, new SavedThread(200, "other")),
                        entry(first, new SavedThread(100, "worker")),
                        entry(second, new SavedThread(200, "other")));
    }

    @Test
    void shouldKeepProcessesApartWhoseThreadsCannotBeSeen() {
        onHost.put(100, 5L);
        threadsElsewhere.put(100, Map.of());
        FakeProxy proxy = proxy(100);
        int id = SubstituteId.of(16, 3);

        send(proxy, new ThreadName(16, 17, id, "worker"));

        assertThat(proxy.sent).noneMatch(ThreadId.class::isInstance);
        assertThat(conductor.cmdlines().all()).containsOnly(entry(id, new SavedThread(100, "worker")));
    }

    @Test
    void shouldRefuseNamesForThreadsOfOthers() {
        onHost.put(100, 5L);
        onHost.put(200, 6L);
        FakeProxy victim = proxy(100);
        send(victim, new ThreadName(16, 101, "victim"));
        FakeProxy hostile = proxy(200);

        send(hostile, new ThreadName(80, 101, "hostile"));
        send(hostile, new ThreadName(80, 201, 102, "hostile"));
        send(hostile, new ThreadName(80, 201, SubstituteId.of(16, 0), "hostile"));

        assertThat(conductor.cmdlines().all()).containsOnly(entry(101, new SavedThread(100, "victim")));
        send(hostile, new ThreadName(80, 201, "itself"));
        assertThat(conductor.cmdlines().lookup(201)).isEqualTo("itself");
    }

    private FakeProxy proxy(int pid) {
        FakeProxy proxy = new FakeProxy(pid);
        send(proxy, new Hello(pid, Hello.MEMBARRIER, null, "test"));
        return proxy;
    }

    private void send(FakeProxy proxy, ControlMessage message) {
        conductor.clientListener().onMessage(proxy, message);
        conductor.doWork();
    }

    private void restart(long namespace) throws Exception {
        file.close();
        start(namespace);
        assertThat(file.adopted()).isTrue();
    }

    private void start(long namespace) throws Exception {
        ProcessBarrier barrier = mock(ProcessBarrier.class);
        when(barrier.isRegistered()).thenReturn(true);
        file = BufferFile.open(dir.resolve("buffer"), TestDaemon.GEOMETRY);
        Map<Integer, Long> known = namespace == HOST ? onHost : inContainer;
        ProcessTable processes = new ProcessTable() {
            @Override
            public long startTime(int pid) {
                return known.getOrDefault(pid, DEAD);
            }

            @Override
            public long namespace() {
                return namespace;
            }

            @Override
            public boolean sharesNamespace(int pid) {
                return !threadsElsewhere.containsKey(pid);
            }

            @Override
            public Map<Integer, Integer> threads(int pid) {
                return threadsElsewhere.getOrDefault(pid, Map.of());
            }

            @Override
            public int processOf(int tid) {
                return tid / 100 * 100;
            }
        };
        conductor = new DaemonConductor(
                file,
                new CpuTopology(dir.resolve("sysfs")),
                barrier,
                (dead, live) -> new BitSet(),
                TestDaemon.QUOTAS,
                () -> nowNs,
                new RemoteLog(System::nanoTime),
                EventPolicy.ofDaemon(),
                processes);
    }

    private Welcome attach(int pid, @Nullable ResumeToken token) {
        FakeProxy proxy = new FakeProxy(pid);
        conductor.clientListener().onMessage(proxy, new Hello(pid, Hello.MEMBARRIER, token, "test"));
        conductor.doWork();
        Welcome welcome = (Welcome) proxy.sent.get(0);
        int record = RECORD + welcome.client() * ClientDescriptor.LENGTH;
        file.metadata()
                .putLongRelease(
                        record + ClientDescriptor.TENURE_OFFSET,
                        ClientDescriptor.tenure(welcome.generation(), ClientDescriptor.ENTERED));
        return welcome;
    }

    private void pass(long ms) {
        for (int i = 0; i < 4; i++) {
            nowNs += TimeUnit.MILLISECONDS.toNanos(ms) / 4;
            conductor.doWork();
        }
    }

    private int state() {
        return file.metadata().getIntVolatile(RECORD + ClientDescriptor.STATE_OFFSET);
    }
}
