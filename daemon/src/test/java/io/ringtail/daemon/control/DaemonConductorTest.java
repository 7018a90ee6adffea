package io.ringtail.daemon.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.ringtail.client.barrier.ProcessBarrier;
import io.ringtail.daemon.buffer.BufferFile;
import io.ringtail.daemon.hotplug.CpuTopology;
import io.ringtail.daemon.hotplug.WaitedClient;
import io.ringtail.daemon.log.RemoteLog;
import io.ringtail.proto.control.ControlMessage;
import io.ringtail.proto.control.Doorbell;
import io.ringtail.proto.control.EventRefused;
import io.ringtail.proto.control.Goodbye;
import io.ringtail.proto.control.Hello;
import io.ringtail.proto.control.NeedSlots;
import io.ringtail.proto.control.Refused;
import io.ringtail.proto.control.RegisterEvent;
import io.ringtail.proto.control.ResumeToken;
import io.ringtail.proto.control.Slots;
import io.ringtail.proto.control.ThreadName;
import io.ringtail.proto.control.Wanted;
import io.ringtail.proto.control.Welcome;
import io.ringtail.proto.layout.ClientDescriptor;
import io.ringtail.proto.layout.HeaderDescriptor;
import io.ringtail.proto.layout.ThreadSlotDescriptor;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The conductor, driven by hand: a clock that the test moves, processes that it makes up. */
class DaemonConductorTest {
    /** The user that most tests' clients have is the daemon's own. */
    private static final Quotas QUOTAS = new Quotas(3, 50, 75, 1000);

    @TempDir
    Path dir;

    private final Map<Integer, Long> startTimes = new HashMap<>();
    private final List<Integer> settled = new ArrayList<>();
    private final BitSet left = new BitSet();
    private BitSet deadSlots = new BitSet();
    private BitSet liveSlots = new BitSet();
    private final ProcessBarrier barrier = mock(ProcessBarrier.class);
    private boolean repairs = true;
    private long nowNs = 1;
    private BufferFile file;
    private DaemonConductor conductor;

    @BeforeEach
    void start() throws Exception {
        when(barrier.isRegistered()).thenReturn(true);
        when(barrier.acrossRegistered()).thenReturn(true);
        TestDaemon.setOnline(dir, "0-1");
        file = BufferFile.open(dir.resolve("buffer"), TestDaemon.GEOMETRY);
        ClientRepair repair = (dead, live) -> {
            settled.add(dead.nextSetBit(0) / ThreadSlotDescriptor.BLOCK);
            deadSlots = dead;
            liveSlots = live;
            return repairs ? left : dead;
        };
        conductor = new DaemonConductor(
                file,
                new CpuTopology(dir.resolve("sysfs")),
                barrier,
                repair,
                QUOTAS,
                () -> nowNs,
                new RemoteLog(() -> nowNs),
                pid -> startTimes.getOrDefault(pid, ProcessTable.DEAD));
    }

    @AfterEach
    void stop() {
        file.close();
    }

    private void restart() throws Exception {
        file.close();
        start();
        assertThat(file.adopted()).isTrue();
    }

    @Test
    void shouldGrantARecordAndSlots() {
        FakeSession session = attach(100, null);
        assertThat(welcome(session))
                .isEqualTo(new Welcome(
                        0,
                        1,
                        file.created(),
                        new Slots(0, 64),
                        dir.resolve("buffer").toString()));
        int record = TestDaemon.GEOMETRY.clientOffset(0);
        assertThat(file.metadata().getInt(record + ClientDescriptor.STATE_OFFSET))
                .isEqualTo(ClientDescriptor.IN_USE);
        assertThat(file.metadata().getInt(record + ClientDescriptor.PID_OFFSET)).isEqualTo(100);
        assertThat(file.metadata().getInt(slot(63) + ThreadSlotDescriptor.OWNER_OFFSET))
                .isEqualTo(1);
    }

    @Test
    void shouldListWhoIsAttached() {
        FakeSession session = attach(100, null);
        pass(1000);
        AttachedProcess process = new AttachedProcess(0, 100, 1000, 1000, "test", 64);
        assertThat(conductor.clients()).containsExactly(process);
        conductor.sessions().onClosed(session);
        pass(1000);
        assertThat(conductor.clients()).containsExactly(process);
        startTimes.clear();
        pass(1000);
        assertThat(conductor.clients()).isEmpty();
    }

    @Test
    void shouldKeepARecordWhileItsProcessLives() {
        FakeSession session = attach(100, null);
        conductor.sessions().onClosed(session);
        pass(10_000);
        assertThat(settled).isEmpty();
        assertThat(welcome(attach(200, null)).client()).isEqualTo(1);
    }

    @Test
    void shouldGiveTheSameProcessItsRecordAgain() {
        FakeSession first = attach(100, null);
        conductor.sessions().onClosed(first);
        Welcome again = welcome(attach(100, token(first)));
        assertThat(again)
                .isEqualTo(new Welcome(
                        0, 1, file.created(), Slots.NONE, welcome(first).path()));
    }

    @Test
    void shouldReplaceAConnectionWhoseEndIsNotKnownYet() {
        FakeSession first = attach(100, null);
        FakeSession second = attach(100, token(first));
        assertThat(first.closed).isTrue();
        conductor.sessions().onClosed(first);
        send(second, new NeedSlots());
        assertThat(second.sent).last().isEqualTo(new Slots(64, 64));
    }

    @Test
    void shouldGiveARecordToNobodyElse() {
        FakeSession first = attach(100, null);
        assertThat(welcome(attach(200, token(first))).client()).isEqualTo(1);
        ResumeToken otherFile = new ResumeToken(file.created() + 1, 0, 1);
        assertThat(welcome(attach(100, otherFile)).client()).isEqualTo(2);
        ResumeToken nonsense = new ResumeToken(file.created(), Integer.MIN_VALUE, 1);
        assertThat(welcome(attach(100, nonsense)).client()).isEqualTo(3);
    }

    @Test
    void shouldFreeARecordWhenItsProcessIsProvenDead() {
        FakeSession session = attach(100, null);
        ResumeToken token = token(session);
        conductor.sessions().onClosed(session);
        startTimes.put(100, 999L);
        repairs = false;
        pass(1000);
        assertThat(settled).containsExactly(0);
        repairs = true;
        pass(1000);
        assertThat(settled).containsExactly(0, 0);
        assertThat(file.metadata().getInt(slot(0) + ThreadSlotDescriptor.OWNER_OFFSET))
                .isZero();
        Welcome next = welcome(attach(100, token));
        assertThat(next.client()).isZero();
        assertThat(next.generation()).isEqualTo(2);
        assertThat(next.slots()).isEqualTo(new Slots(0, 64));
    }

    @Test
    void shouldHaveAllDeadClientsSettledTogetherAndKeepThoseThatOweSomething() {
        FakeSession first = attach(100, null);
        FakeSession second = attach(200, null);
        attach(300, null);
        conductor.sessions().onClosed(first);
        conductor.sessions().onClosed(second);
        startTimes.keySet().removeAll(List.of(100, 200));
        left.set(64 + 5);
        pass(1000);
        assertThat(settled).containsExactly(0);
        assertThat(deadSlots.cardinality()).isEqualTo(128);
        assertThat(liveSlots.nextSetBit(0)).isEqualTo(128);
        assertThat(liveSlots.cardinality()).isEqualTo(64);
        assertThat(welcome(attach(400, null)).client()).isZero();
        left.clear();
        pass(1000);
        assertThat(settled).containsExactly(0, 1);
        assertThat(welcome(attach(500, null)).client()).isEqualTo(1);
    }

    @Test
    void shouldFreeAtOnceWhatAClientThatSaysGoodbyeHeld() {
        FakeSession leaving = attach(100, null);
        tenure(0, 1, ClientDescriptor.LEFT);
        send(leaving, new Goodbye());
        assertThat(leaving.closed).isTrue();
        assertThat(state(0)).isEqualTo(ClientDescriptor.FREE);
        assertThat(file.metadata().getInt(slot(0) + ThreadSlotDescriptor.OWNER_OFFSET))
                .isZero();
        conductor.sessions().onClosed(leaving);
        Welcome next = welcome(attach(100, token(leaving)));
        assertThat(next.generation()).isEqualTo(2);
        assertThat(next.slots()).isEqualTo(new Slots(0, 64));
    }

    @Test
    void shouldTakeAGoodbyeFromAClientThatCouldNotOpenTheFile() {
        FakeSession leaving = attach(100, null);
        tenure(0, 1, ClientDescriptor.GRANTED);
        send(leaving, new Goodbye());
        assertThat(state(0)).isEqualTo(ClientDescriptor.FREE);
    }

    @Test
    void shouldKeepWhatAClientThatLeftStillOwes() {
        FakeSession leaving = attach(100, null);
        left.set(3);
        send(leaving, new Goodbye());
        assertThat(state(0)).isEqualTo(ClientDescriptor.IN_USE);
        assertThat(welcome(attach(100, token(leaving))).client()).isEqualTo(1);
        left.clear();
        pass(1000);
        assertThat(state(0)).isEqualTo(ClientDescriptor.FREE);
        assertThat(state(1)).isEqualTo(ClientDescriptor.IN_USE);
    }

    @Test
    void shouldNotWaitForAClientThatHasLeftWhenACpuComes() {
        FakeSession leaving = attach(100, null);
        left.set(3);
        pass(0);
        assertThat(online()).isZero();
        send(leaving, new Goodbye());
        pass(20);
        assertThat(online()).isEqualTo(0b11);
    }

    @Test
    void shouldFreeWhatAClientLeftWhileNoDaemonWasThere() throws Exception {
        attach(100, null);
        tenure(0, 1, ClientDescriptor.LEFT);
        restart();
        pass(1000);
        assertThat(state(0)).isEqualTo(ClientDescriptor.FREE);
        assertThat(welcome(attach(200, null)).slots()).isEqualTo(new Slots(0, 64));
    }

    @Test
    void shouldRevokeAGrantThatItsClientDidNotEnterBeforeItsConnectionEnded() {
        FakeSession interrupted = attach(100, null);
        tenure(0, 1, ClientDescriptor.GRANTED);
        pass(1000);
        assertThat(state(0)).isEqualTo(ClientDescriptor.IN_USE);
        conductor.sessions().onClosed(interrupted);
        pass(0);
        assertThat(state(0)).isEqualTo(ClientDescriptor.FREE);
        int tenure = TestDaemon.GEOMETRY.clientOffset(0) + ClientDescriptor.TENURE_OFFSET;
        assertThat(file.metadata().getLong(tenure)).isEqualTo(ClientDescriptor.tenure(1, ClientDescriptor.REVOKED));
        assertThat(welcome(attach(100, token(interrupted))).generation()).isEqualTo(2);
    }

    @Test
    void shouldFreeARecordThatGotNoSlots() {
        FakeSession greedy = attach(100, null);
        for (int i = 0; i < 10; i++) {
            send(greedy, new NeedSlots());
        }
        FakeSession second = attach(200, null);
        for (int i = 0; i < 10; i++) {
            send(second, new NeedSlots());
        }
        FakeSession without = attach(300, null);
        assertThat(welcome(without).slots()).isEqualTo(Slots.NONE);
        startTimes.remove(300);
        conductor.sessions().onClosed(without);
        pass(20);
        assertThat(state(2)).isEqualTo(ClientDescriptor.FREE);
    }

    @Test
    void shouldNotTakeAConnectedProcessForDead() {
        attach(100, null);
        startTimes.clear();
        pass(5000);
        assertThat(settled).isEmpty();
    }

    @Test
    void shouldKnowItsClientsAfterARestart() throws Exception {
        FakeSession living = attach(100, null);
        attach(200, null);
        startTimes.remove(200);
        restart();
        pass(1000);
        assertThat(settled).containsExactly(1);
        assertThat(welcome(attach(100, token(living))).client()).isZero();
        assertThat(welcome(attach(300, null)).slots()).isEqualTo(new Slots(64, 64));
    }

    @Test
    void shouldRefuseWhatItCannotServe() {
        FakeSession newer = new FakeSession(100);
        startTimes.put(100, 5L);
        send(newer, new Hello(99, 100, Hello.NO_BARRIER, null, ""));
        assertThat(newer.sent)
                .containsExactly(new Refused("the client has layout version 99, this daemon has "
                        + HeaderDescriptor.LAYOUT_VERSION + ": update the older of them"));
        FakeSession invisible = new FakeSession(0);
        send(invisible, new Hello(0, Hello.NO_BARRIER, null, ""));
        assertThat(invisible.sent.toString()).contains("cannot see pid 0", "pid namespace");
        for (int pid = 1; pid <= 4; pid++) {
            attach(pid, null);
        }
        assertThat(attach(5, null).sent).containsExactly(new Refused("all 4 client records are in use"));
    }

    @Test
    void shouldEndAConversationThatMakesNoSense() {
        FakeSession early = new FakeSession(100);
        send(early, new NeedSlots());
        assertThat(early.failures).containsExactly("NEED_SLOTS came before HELLO");
        FakeSession twice = attach(100, null);
        send(twice, new Hello(100, Hello.NO_BARRIER, null, ""));
        assertThat(twice.failures).containsExactly("HELLO came twice");
        FakeSession foreign = attach(200, null);
        send(foreign, new ThreadName(0, 1, "thief"));
        assertThat(foreign.failures).containsExactly("THREAD: slot 0 was not granted to client 1");
        FakeSession daemonLike = attach(300, null);
        send(daemonLike, new Doorbell());
        assertThat(daemonLike.failures).containsExactly("DOORBELL is no message of a client");
    }

    @Test
    void shouldSayWhySomeBytesAreNoSchema() {
        FakeSession session = attach(100, null);
        send(session, new RegisterEvent(9, ByteBuffer.wrap(new byte[] {40, 1})));
        assertThat(session.sent).last().isInstanceOfSatisfying(EventRefused.class, refused -> {
            assertThat(refused.correlation()).isEqualTo(9);
            assertThat(refused.reason()).contains("cut short");
        });
        assertThat(session.closed).isFalse();
    }

    @Test
    void shouldNeverGiveOneClientTheLastSlots() {
        FakeSession greedy = attach(100, null);
        for (int i = 0; i < 10; i++) {
            send(greedy, new NeedSlots());
        }
        assertThat(greedy.sent).last().isEqualTo(Slots.NONE);
        assertThat(welcome(attach(200, null)).slots()).isEqualTo(new Slots(256, 64));
    }

    @Test
    void shouldGiveAProcessAFewRecordsHoweverManyConnectionsItHas() {
        for (int i = 0; i < 1000; i++) {
            FakeSession session = attachAs(100, 0);
            if (i >= 3) {
                assertThat(session.sent.toString())
                        .contains("it holds 3 client records, the most for one process", "raise --process-records");
            }
        }
        assertThat(welcome(attach(200, null)).client()).isEqualTo(3);
    }

    @Test
    void shouldCountAProcesssSlotsOverAllItsRecords() {
        FakeSession first = attach(100, null);
        FakeSession second = attach(100, null);
        for (int i = 0; i < 10; i++) {
            send(first, new NeedSlots());
            send(second, new NeedSlots());
        }
        assertThat(second.sent).last().isEqualTo(Slots.NONE);
        FakeSession other = attach(200, null);
        assertThat(welcome(other).slots()).isEqualTo(new Slots(256, 64));
    }

    @Test
    void shouldLeaveSomethingForOtherUsers() {
        for (int pid = 1; pid <= 3; pid++) {
            assertThat(welcome(attachAs(pid, 7)).client()).isEqualTo(pid - 1);
        }
        assertThat(attachAs(4, 7).sent.toString())
                .contains("processes of uid 7 hold 3 of 4 client records", "raise --user-share");
        assertThat(welcome(attachAs(5, 8)).client()).isEqualTo(3);
    }

    @Test
    void shouldCountAUsersSlotsOverAllItsProcesses() {
        List<FakeSession> sessions = List.of(attachAs(1, 7), attachAs(2, 7));
        for (int i = 0; i < 10; i++) {
            sessions.forEach(session -> send(session, new NeedSlots()));
        }
        assertThat(sessions.get(1).sent).last().isEqualTo(Slots.NONE);
        assertThat(welcome(attachAs(3, 8)).slots()).isEqualTo(new Slots(384, 64));
    }

    @Test
    void shouldKnowUsersAfterARestart() throws Exception {
        attachAs(1, 7);
        attachAs(2, 7);
        attachAs(3, 7);
        restart();
        assertThat(attachAs(4, 7).sent.toString()).contains("the most for one user");
        assertThat(welcome(attachAs(5, 8)).client()).isEqualTo(3);
    }

    private FakeSession attachAs(int pid, int uid) {
        return attach(new FakeSession(pid, uid), new Hello(pid, Hello.NO_BARRIER, null, "test"));
    }

    @Test
    void shouldCleanThreadsNames() {
        FakeSession session = attach(100, null);
        send(session, new ThreadName(ThreadName.NO_SLOT, 7, "two\nlines\u0000"));
        assertThat(conductor.cmdlines().lookup(7)).isEqualTo("two?lines?");
    }

    @Test
    void shouldWaitForAClientToAcknowledgeThenPublish() {
        FakeSession session = attach(100, null);
        pass(0);
        long epoch = epoch();
        assertThat(session.sent).last().isEqualTo(new Doorbell());
        pass(900);
        assertThat(online()).isZero();
        acknowledge(0, 1, epoch);
        pass(0);
        assertThat(online()).isEqualTo(0b11);
    }

    @Test
    void shouldPassOverARegisteredClientWhenTheTimeLimitHasPassed() {
        FakeSession session = attach(100, null, Hello.MEMBARRIER);
        pass(0);
        acknowledge(0, 7, epoch());
        pass(999);
        assertThat(online()).isZero();
        pass(1);
        assertThat(online()).isEqualTo(0b11);
        assertThat(session.closed).isFalse();
    }

    @Test
    void shouldWaitForAClientWithoutMembarrierWhateverTheFileSays() {
        attach(100, null, Hello.MEMBARRIER);
        attach(200, null);
        int record = TestDaemon.GEOMETRY.clientOffset(1);
        file.metadata().putInt(record + ClientDescriptor.BARRIER_OFFSET, Hello.MEMBARRIER);
        pass(60_000);
        assertThat(online()).isZero();
        acknowledge(1, 1, epoch());
        pass(0);
        assertThat(online()).isEqualTo(0b11);
        assertThat(conductor.handshakes().held()).isEqualTo(1);
        assertThat(conductor.cpu(0).waitedFor()).isEqualTo(new WaitedClient(0, 100, "test"));
    }

    @Test
    void shouldKnowAfterARestartWhoHasMembarrier() throws Exception {
        attach(100, null, Hello.MEMBARRIER);
        restart();
        pass(1000);
        assertThat(online()).isZero();
        pass(1000);
        assertThat(online()).isEqualTo(0b11);
    }

    @Test
    void shouldNotWaitForAClientThatIsProvenDead() {
        FakeSession session = attach(100, null);
        pass(0);
        conductor.sessions().onClosed(session);
        pass(1);
        startTimes.remove(100);
        assertThat(online()).isZero();
        pass(20);
        assertThat(settled).containsExactly(0);
        pass(0);
        assertThat(online()).isEqualTo(0b11);
    }

    @Test
    void shouldNotWaitForADeadClientThatCannotBeSettledYet() {
        FakeSession session = attach(100, null);
        pass(0);
        repairs = false;
        startTimes.remove(100);
        conductor.sessions().onClosed(session);
        pass(20);
        pass(0);
        assertThat(online()).isEqualTo(0b11);
        assertThat(welcome(attach(200, null)).client()).isEqualTo(1);
    }

    @Test
    void shouldKeepOnlyTheCpuOfflineThatAClientCannotMap() {
        attach(100, null);
        pass(0);
        refuse(0, 0b10);
        acknowledge(0, 1, epoch());
        pass(0);
        assertThat(online()).isEqualTo(0b01);
        assertThat(conductor.cpu(1).failure()).isEqualTo("client 0 (pid 100, test) cannot map its ring");
        pass(5000);
        refuse(0, 0);
        acknowledge(0, 1, epoch());
        pass(0);
        assertThat(online()).isEqualTo(0b11);
        assertThat(conductor.cpu(1).failures()).isEqualTo(1);
    }

    @Test
    void shouldForgetRefusalsOfARecordsEarlierHolder() {
        FakeSession session = attach(100, null);
        refuse(0, -1);
        startTimes.remove(100);
        conductor.sessions().onClosed(session);
        pass(20);
        assertThat(welcome(attach(200, null)).generation()).isEqualTo(2);
        acknowledge(0, 2, epoch());
        pass(5000);
        acknowledge(0, 2, epoch());
        pass(0);
        assertThat(online()).isEqualTo(0b11);
    }

    @Test
    void shouldBringUpAWantedCpuAndIgnoreImpossibleOnes() {
        pass(0);
        FakeSession session = attach(100, null);
        send(session, new Wanted(1023));
        send(session, new Wanted(5));
        acknowledge(0, 1, epoch());
        pass(0);
        assertThat(online()).isEqualTo(0b100011);
        assertThat(epoch()).isEqualTo(2);
        file.metadata().putLong(HeaderDescriptor.WANTED_MASK_OFFSET, 1L << 7 | 1L << 40);
        pass(250);
        acknowledge(0, 1, epoch());
        pass(0);
        assertThat(online()).isEqualTo(0b10100011);
        assertThat(file.metadata().getLong(HeaderDescriptor.WANTED_MASK_OFFSET)).isZero();
    }

    private FakeSession attach(int pid, @Nullable ResumeToken token) {
        return attach(pid, token, Hello.NO_BARRIER);
    }

    private FakeSession attach(int pid, @Nullable ResumeToken token, int barrierMode) {
        return attach(new FakeSession(pid), new Hello(pid, barrierMode, token, "test"));
    }

    private FakeSession attach(FakeSession session, Hello hello) {
        startTimes.putIfAbsent(session.peer().pid(), 5L);
        send(session, hello);
        if (session.sent.get(0) instanceof Welcome welcome) {
            tenure(welcome.client(), welcome.generation(), ClientDescriptor.ENTERED);
        }
        return session;
    }

    private void tenure(int client, int generation, int state) {
        int record = TestDaemon.GEOMETRY.clientOffset(client);
        file.metadata()
                .putLongRelease(record + ClientDescriptor.TENURE_OFFSET, ClientDescriptor.tenure(generation, state));
    }

    private int state(int client) {
        return file.metadata().getInt(TestDaemon.GEOMETRY.clientOffset(client) + ClientDescriptor.STATE_OFFSET);
    }

    private void send(FakeSession session, ControlMessage message) {
        conductor.sessions().onMessage(session, message);
        pass(0);
    }

    private void pass(long milliseconds) {
        nowNs += TimeUnit.MILLISECONDS.toNanos(milliseconds);
        for (int i = 0; i < 3; i++) {
            conductor.doWork();
        }
    }

    private void refuse(int client, long cpus) {
        int record = TestDaemon.GEOMETRY.clientOffset(client);
        file.metadata().putLongRelease(record + ClientDescriptor.REFUSED_MASK_OFFSET, cpus);
    }

    private void acknowledge(int client, int generation, long epoch) {
        int record = TestDaemon.GEOMETRY.clientOffset(client);
        file.metadata()
                .putLongRelease(
                        record + ClientDescriptor.ACKNOWLEDGED_OFFSET,
                        ClientDescriptor.acknowledgement(generation, epoch));
    }

    private static Welcome welcome(FakeSession session) {
        return (Welcome) session.sent.get(0);
    }

    private static ResumeToken token(FakeSession session) {
        Welcome welcome = welcome(session);
        return new ResumeToken(welcome.created(), welcome.client(), welcome.generation());
    }

    private static int slot(int slot) {
        return TestDaemon.GEOMETRY.threadSlotOffset(slot);
    }

    private long epoch() {
        return file.metadata().getLong(HeaderDescriptor.EPOCH_OFFSET);
    }

    private long online() {
        return file.metadata().getLong(HeaderDescriptor.ONLINE_MASK_OFFSET);
    }
}
