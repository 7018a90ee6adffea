package io.ringtail.daemon.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.ringtail.client.barrier.ProcessBarrier;
import io.ringtail.daemon.buffer.BufferFile;
import io.ringtail.daemon.hotplug.CpuTopology;
import io.ringtail.daemon.log.RemoteLog;
import io.ringtail.proto.control.ControlMessage;
import io.ringtail.proto.control.Hello;
import io.ringtail.proto.control.ResumeToken;
import io.ringtail.proto.control.Welcome;
import io.ringtail.proto.layout.ClientDescriptor;
import io.ringtail.proto.layout.HeaderDescriptor;
import io.ringtail.proto.layout.ThreadSlotDescriptor;
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
import org.junit.jupiter.api.io.TempDir;

/** A conductor that a test drives by hand, with a clock that the test moves and simulated processes. */
abstract class HandDrivenConductor {
    /** The clients of most tests run as the daemon's own user. */
    static final Quotas QUOTAS = new Quotas(3, 50, 75, 1000);

    @TempDir
    Path dir;

    final Map<Integer, Long> startTimes = new HashMap<>();
    /** The users that the kernel names for the processes; unknown for the others. */
    final Map<Integer, Integer> users = new HashMap<>();

    final List<Integer> settled = new ArrayList<>();
    final BitSet left = new BitSet();
    BitSet deadSlots = new BitSet();
    BitSet liveSlots = new BitSet();
    final ProcessBarrier barrier = mock(ProcessBarrier.class);
    boolean repairs = true;

    @Nullable
    RuntimeException repairFailure;

    long nowNs = 1;
    BufferFile file;
    DaemonConductor conductor;

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
            if (repairFailure != null) {
                throw repairFailure;
            }
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
                EventPolicy.ofDaemon(),
                new SimulatedProcesses());
    }

    private final class SimulatedProcesses implements ProcessTable {
        @Override
        public long startTime(int pid) {
            return startTimes.getOrDefault(pid, DEAD);
        }

        @Override
        public int userOf(int pid) {
            return users.getOrDefault(pid, AdoptedShares.UNKNOWN_USER);
        }
    }

    @AfterEach
    void stop() {
        file.close();
    }

    void restart() throws Exception {
        file.close();
        start();
        assertThat(file.adopted()).isTrue();
    }

    FakeProxy attachAs(int pid, int uid) {
        return attach(new FakeProxy(pid, uid), new Hello(pid, Hello.NO_BARRIER, null, "test"));
    }

    FakeProxy attach(int pid, @Nullable ResumeToken token) {
        return attach(pid, token, Hello.NO_BARRIER);
    }

    FakeProxy attach(int pid, @Nullable ResumeToken token, int barrierMode) {
        return attach(new FakeProxy(pid), new Hello(pid, barrierMode, token, "test"));
    }

    FakeProxy attach(FakeProxy proxy, Hello hello) {
        startTimes.putIfAbsent(proxy.peer().pid(), 5L);
        send(proxy, hello);
        if (proxy.sent.get(0) instanceof Welcome welcome) {
            tenure(welcome.client(), welcome.generation(), ClientDescriptor.ENTERED);
        }
        return proxy;
    }

    void tenure(int client, int generation, int state) {
        int record = TestDaemon.GEOMETRY.clientOffset(client);
        file.metadata()
                .putLongRelease(record + ClientDescriptor.TENURE_OFFSET, ClientDescriptor.tenure(generation, state));
    }

    int state(int client) {
        return file.metadata().getInt(TestDaemon.GEOMETRY.clientOffset(client) + ClientDescriptor.STATE_OFFSET);
    }

    void send(FakeProxy proxy, ControlMessage message) {
        conductor.clientListener().onMessage(proxy, message);
        pass(0);
    }

    void pass(long milliseconds) {
        nowNs += TimeUnit.MILLISECONDS.toNanos(milliseconds);
        for (int i = 0; i < 3; i++) {
            conductor.doWork();
        }
    }

    void refuse(int client, long cpus) {
        int record = TestDaemon.GEOMETRY.clientOffset(client);
        file.metadata().putLongRelease(record + ClientDescriptor.REFUSED_MASK_OFFSET, cpus);
    }

    void acknowledge(int client, int generation, long epoch) {
        int record = TestDaemon.GEOMETRY.clientOffset(client);
        file.metadata()
                .putLongRelease(
                        record + ClientDescriptor.ACKNOWLEDGED_OFFSET,
                        ClientDescriptor.acknowledgement(generation, epoch));
    }

    static Welcome welcome(FakeProxy proxy) {
        return (Welcome) proxy.sent.get(0);
    }

    static ResumeToken token(FakeProxy proxy) {
        Welcome welcome = welcome(proxy);
        return new ResumeToken(welcome.created(), welcome.client(), welcome.generation());
    }

    static int slot(int slot) {
        return TestDaemon.GEOMETRY.threadSlotOffset(slot);
    }

    long epoch() {
        return file.metadata().getLong(HeaderDescriptor.EPOCH_OFFSET);
    }

    long online() {
        return file.metadata().getLong(HeaderDescriptor.ONLINE_MASK_OFFSET);
    }
}
