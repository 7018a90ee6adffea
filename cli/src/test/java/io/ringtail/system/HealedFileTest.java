package io.ringtail.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.proto.layout.BufferMode;
import io.ringtail.proto.layout.ClientDescriptor;
import io.ringtail.proto.layout.CpuDescriptor;
import io.ringtail.proto.layout.EventTableDescriptor;
import io.ringtail.proto.layout.Geometry;
import io.ringtail.proto.layout.HeaderDescriptor;
import io.ringtail.proto.layout.RingGeometry;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Corruption of the parts of the file that only the daemon writes, while it runs and while none runs. */
@Timeout(180)
@Tag("extensive")
@Tag("once")
class HealedFileTest {
    private static final Geometry SIZES = Geometry.of(BufferMode.OVERWRITE, 2, new RingGeometry(4096, 64));
    private static final String CHANGED = "was corrupted by a process with write access";
    private static final int EVENT = EventTableDescriptor.FIRST_EVENT_ID;

    @TempDir
    Path sysfs;

    @Test
    void shouldPutRightWhatIsChangedUnderIt() throws Exception {
        try (RingtailHost host = host();
                FileChannel file = open(host)) {
            host.run("load", "--dir", host.dir(), "--threads", "1", "--count", "10");
            ByteBuffer metadata = map(file);
            int entry = SIZES.eventEntryOffset(EVENT);
            int[] words = {
                HeaderDescriptor.MAGIC_OFFSET,
                HeaderDescriptor.VERSION_OFFSET,
                HeaderDescriptor.BOOT_ID_OFFSET,
                HeaderDescriptor.CLIENTS_OFFSET,
                HeaderDescriptor.CREATED_OFFSET,
                HeaderDescriptor.EPOCH_OFFSET,
                HeaderDescriptor.ONLINE_MASK_OFFSET,
                HeaderDescriptor.ONLINE_MASK_OFFSET + 64,
                SIZES.cpuOffset(0) + CpuDescriptor.STATE_OFFSET,
                SIZES.cpuOffset(1) + CpuDescriptor.REGION_OFFSET,
                SIZES.clientOffset(900) + ClientDescriptor.STATE_OFFSET,
                SIZES.enableOffset(EVENT),
                entry + EventTableDescriptor.ENTRY_TEXT_OFFSET,
                entry + EventTableDescriptor.ENTRY_LENGTH_OFFSET,
                SIZES.eventTextOffset(),
            };
            for (int word : words) {
                int right = metadata.getInt(word);
                metadata.putInt(word, ~right);
                Eventually.until("word " + word + " is put right", () -> metadata.getInt(word) == right);
            }
            for (int cpu = 0; cpu < 2; cpu++) {
                metadata.putLong(HeaderDescriptor.onlineWordOffset(cpu), 0);
            }
            Eventually.until("both CPUs are online", () -> metadata.getLong(HeaderDescriptor.ONLINE_MASK_OFFSET) == 3);
            assertServes(host);
            assertThat(host.daemon().err().lines().filter(line -> line.contains(CHANGED)))
                    .hasSize(1);
        }
    }

    @Test
    void shouldServeTheHistoryOfAFileWhoseFirstBytesWereOverwritten() throws Exception {
        try (RingtailHost host = host()) {
            host.run("load", "--dir", host.dir(), "--threads", "1", "--count", "10");
            host.kill();
            try (FileChannel file = open(host)) {
                map(file).putLong(HeaderDescriptor.MAGIC_OFFSET, 0x1234).putInt(HeaderDescriptor.BYTE_ORDER_OFFSET, 0);
            }
            host.restart();
            assertThat(host.daemon().err()).contains("2 damaged words in its header");
            assertThat(host.sum("written")).isEqualTo(10);
            assertServes(host);
        }
    }

    @Test
    void shouldSetAsideAFileWhoseHeaderIsGone() throws Exception {
        try (RingtailHost host = host()) {
            host.kill();
            try (FileChannel file = open(host)) {
                map(file).put(0, new byte[HeaderDescriptor.EPOCH_OFFSET]);
            }
            host.restart();
            assertThat(host.daemon().err())
                    .contains("is as long as a buffer, but its header is damaged: set aside as ");
            try (Stream<Path> files = Files.list(host.directory())) {
                assertThat(files.map(file -> file.getFileName().toString()))
                        .anyMatch(name -> name.startsWith("buffer.aside-"));
            }
            assertServes(host);
        }
    }

    @Test
    void shouldSetAsideAFileWhoseSizesWereChanged() throws Exception {
        try (RingtailHost host = host()) {
            host.kill();
            try (FileChannel file = open(host)) {
                map(file).putInt(HeaderDescriptor.EVENTS_OFFSET, SIZES.events() / 2);
            }
            host.restart();
            assertThat(host.daemon().err())
                    .contains("has other sizes in its header than those with which it was created: set aside as ");
            assertServes(host);
        }
    }

    @Test
    void shouldFreeRecordsOfProcessesThatHaveNotMappedTheFile() throws Exception {
        Process other = new ProcessBuilder("sleep", "600").start();
        try (RingtailHost host = host()) {
            host.kill();
            try (FileChannel file = open(host)) {
                ByteBuffer record = recordOf(other.pid());
                for (int client = 0; client < SIZES.clients(); client++) {
                    file.write(record.rewind(), SIZES.clientOffset(client));
                }
            }
            host.restart();
            assertServes(host);
            assertThat(other.isAlive()).isTrue();
        } finally {
            other.destroyForcibly();
        }
    }

    private static ByteBuffer recordOf(long pid) throws Exception {
        String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        String namespace = Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString();
        ByteBuffer record = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
        record.putInt(ClientDescriptor.STATE_OFFSET, ClientDescriptor.IN_USE);
        record.putInt(ClientDescriptor.PID_OFFSET, (int) pid);
        record.putLong(ClientDescriptor.START_TIME_OFFSET, Long.parseLong(fields[19]));
        record.putLong(ClientDescriptor.PID_NAMESPACE_OFFSET, Long.parseLong(namespace.replaceAll("\\D", "")));
        record.putInt(ClientDescriptor.GENERATION_OFFSET, 1);
        record.putLong(ClientDescriptor.TENURE_OFFSET, ClientDescriptor.tenure(1, ClientDescriptor.ENTERED));
        return record;
    }

    @Test
    void shouldBringCpusOnlineWhoseDescriptorsWereChangedWhileNoDaemonRan() throws Exception {
        try (RingtailHost host = host()) {
            host.run("load", "--dir", host.dir(), "--threads", "1", "--count", "10");
            long written = host.sum("written");
            host.kill();
            try (FileChannel file = open(host)) {
                ByteBuffer metadata = map(file);
                metadata.putLong(HeaderDescriptor.ONLINE_MASK_OFFSET, -1);
                metadata.putInt(SIZES.cpuOffset(0) + CpuDescriptor.STATE_OFFSET, CpuDescriptor.ABSENT);
                metadata.putInt(SIZES.cpuOffset(1) + CpuDescriptor.STATE_OFFSET, CpuDescriptor.ABSENT);
            }
            host.restart();
            assertServes(host);
            assertThat(host.sum("written")).isGreaterThanOrEqualTo(written + 10);
        }
    }

    private RingtailHost host() throws Exception {
        Path cpus = Files.createDirectories(sysfs.resolve("devices/system/cpu"));
        for (String name : List.of("possible", "present", "online")) {
            Files.writeString(cpus.resolve(name), "0-1\n");
        }
        return new RingtailHost(
                "--sysfs", sysfs.toString(), "--buffer-size", "256k", "--subbuf-size", "4k", "--buffer-memory", "file");
    }

    private static void assertServes(RingtailHost host) throws Exception {
        String load = host.run("load", "--dir", host.dir(), "--threads", "1", "--count", "10");
        assertThat(load).contains("\"emitted\":10").contains("\"dropped\":0");
        assertThat(host.run("list", "--dir", host.dir())).contains("load:tick");
    }

    private static FileChannel open(RingtailHost host) throws Exception {
        return FileChannel.open(host.directory().resolve("buffer"), StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    private static ByteBuffer map(FileChannel file) throws Exception {
        return file.map(FileChannel.MapMode.READ_WRITE, 0, SIZES.metadataLength())
                .order(ByteOrder.LITTLE_ENDIAN);
    }
}
