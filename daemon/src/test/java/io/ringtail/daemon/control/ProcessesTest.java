package io.ringtail.daemon.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.daemon.hotplug.CpuState;
import io.ringtail.proto.layout.ClientDescriptor;
import io.ringtail.proto.layout.HeaderDescriptor;
import io.ringtail.proto.layout.ThreadSlotDescriptor;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clients in separate processes, which are stopped and killed. */
@Timeout(120)
class ProcessesTest {
    @TempDir
    Path dir;

    @Test
    void shouldFreeWhatAKilledProcessHeld() throws Exception {
        try (TestDaemon daemon = new TestDaemon(dir);
                ClientProcess client = new ClientProcess(dir)) {
            Eventually.until("a client", () -> daemon.conductor.cmdlines().lookup(4_104_711) != null);
            assertThat(state(daemon)).isEqualTo(ClientDescriptor.IN_USE);
            assertThat(pid(daemon)).isEqualTo((int) client.pid());
            client.signal("KILL");
            Eventually.until("a free record", () -> state(daemon) == ClientDescriptor.FREE);
            int slot = TestDaemon.GEOMETRY.threadSlotOffset(0);
            assertThat(daemon.file.metadata().getInt(slot + ThreadSlotDescriptor.OWNER_OFFSET))
                    .isZero();
            assertThat(daemon.conductor.cmdlines().lookup(4_104_711)).isEqualTo("main");
        }
    }

    @Test
    void shouldKeepACpuOfflineForAStoppedProcessWithoutMembarrier() throws Exception {
        try (TestDaemon daemon = new TestDaemon(dir);
                ClientProcess client = new ClientProcess(dir)) {
            Eventually.until("a client", () -> daemon.conductor.cmdlines().lookup(4_104_711) != null);
            client.signal("STOP");
            TestDaemon.setOnline(dir, "0-2");
            Eventually.until("a report", () -> daemon.conductor.handshakes().held() == 1);
            assertThat(online(daemon)).isEqualTo(0b11);
            assertThat(state(daemon)).isEqualTo(ClientDescriptor.IN_USE);
            client.signal("CONT");
            Eventually.until("CPU 2", () -> online(daemon) == 0b111);
            assertThat(acknowledged(daemon)).isEqualTo(epoch(daemon));
        }
    }

    @Test
    void shouldNotWaitForAStoppedProcessThatIsKilled() throws Exception {
        try (TestDaemon daemon = new TestDaemon(dir);
                ClientProcess client = new ClientProcess(dir)) {
            Eventually.until("a client", () -> daemon.conductor.cmdlines().lookup(4_104_711) != null);
            client.signal("STOP");
            TestDaemon.setOnline(dir, "0-2");
            Eventually.until("an announcement", () -> daemon.conductor.cpu(2).state() == CpuState.ANNOUNCED);
            client.signal("KILL");
            Eventually.until("CPU 2", () -> online(daemon) == 0b111);
        }
    }

    private static int record() {
        return TestDaemon.GEOMETRY.clientOffset(0);
    }

    private static int state(TestDaemon daemon) {
        return daemon.file.metadata().getIntVolatile(record() + ClientDescriptor.STATE_OFFSET);
    }

    private static int pid(TestDaemon daemon) {
        return daemon.file.metadata().getInt(record() + ClientDescriptor.PID_OFFSET);
    }

    private static long acknowledged(TestDaemon daemon) {
        long word = daemon.file.metadata().getLongVolatile(record() + ClientDescriptor.ACKNOWLEDGED_OFFSET);
        return word & 0xffff_ffffL;
    }

    private static long epoch(TestDaemon daemon) {
        return daemon.file.metadata().getLongVolatile(HeaderDescriptor.EPOCH_OFFSET);
    }

    private static long online(TestDaemon daemon) {
        return daemon.file.metadata().getLongVolatile(HeaderDescriptor.ONLINE_MASK_OFFSET);
    }
}
