package io.ringtail.daemon.buffer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The memory that the machine and the control groups leave, on machines made of files. */
final class MemoryRoomTest {
    private static final long MEBI = 1 << 20;

    @TempDir
    private Path root;

    @BeforeEach
    void make8GiB() throws IOException {
        write("proc/meminfo", "MemTotal:        8388608 kB\nMemFree:  1 kB\nMemAvailable:    4194304 kB\n");
    }

    @Test
    void shouldBeWhatTheMachineHasWhereNoGroupLimitsIt() throws Exception {
        write("proc/self/cgroup", "0::/system.slice/ringtaild.service\n");
        write("cgroup/system.slice/ringtaild.service/memory.max", "max\n");
        write("cgroup/system.slice/ringtaild.service/memory.current", "9\n");
        assertThat(room().least()).hasValue(new MemoryRoom.Limit(4096 * MEBI, "the machine has 8192 MB"));
    }

    @Test
    void shouldBeWhatTheSmallestOfTheGroupsLeavesWithoutTheCacheOfFiles() throws Exception {
        write("proc/self/cgroup", "0::/system.slice/ringtaild.service\n");
        group("cgroup/system.slice/ringtaild.service", 1024 * MEBI, 900 * MEBI, 300 * MEBI);
        group("cgroup/system.slice", 600 * MEBI, 500 * MEBI, 0);
        group("cgroup", 2048 * MEBI, 100 * MEBI, 0);
        assertThat(room().least())
                .hasValue(new MemoryRoom.Limit(
                        100 * MEBI, "memory.max of " + root.resolve("cgroup/system.slice") + " is 600 MB"));
        write("cgroup/system.slice/memory.max", "max\n");
        assertThat(room().least()).map(MemoryRoom.Limit::free).hasValue(424 * MEBI);
    }

    @Test
    void shouldCountTheSwapThatIsLeft() throws Exception {
        write("proc/meminfo", "MemTotal: 8388608 kB\nMemAvailable: 4194304 kB\nSwapFree: 1048576 kB\n");
        write("proc/self/cgroup", "0::/a\n");
        assertThat(room().least()).map(MemoryRoom.Limit::free).hasValue(5120 * MEBI);
        group("cgroup/a", 100 * MEBI, 60 * MEBI, 0);
        assertThat(room().least()).map(MemoryRoom.Limit::free).hasValue(40 * MEBI);
        write("cgroup/a/memory.swap.max", "" + 50 * MEBI);
        write("cgroup/a/memory.swap.current", "" + 20 * MEBI);
        assertThat(room().least()).map(MemoryRoom.Limit::free).hasValue(70 * MEBI);
        write("cgroup/a/memory.swap.max", "max\n");
        assertThat(room().least()).map(MemoryRoom.Limit::free).hasValue(1064 * MEBI);
    }

    @Test
    void shouldFindTheGroupOfAContainerWhoseHostsPathIsNotMounted() throws Exception {
        for (String path : new String[] {"/kubepods/pod1/c1", "/", "/../../c1"}) {
            write("proc/self/cgroup", "0::" + path + "\n");
            group("cgroup", 512 * MEBI, 500 * MEBI, 0);
            assertThat(room().least()).as(path).map(MemoryRoom.Limit::free).hasValue(12 * MEBI);
        }
    }

    @Test
    void shouldKnowTheFirstVersionOfControlGroups() throws Exception {
        write("proc/self/cgroup", "5:cpu,cpuacct:/a\n4:memory:/a\n0::/\n");
        write("cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
        write("cgroup/memory/memory.usage_in_bytes", "99999999999999999999\n");
        write("cgroup/memory/a/memory.limit_in_bytes", 64 * MEBI + "\n");
        write("cgroup/memory/a/memory.usage_in_bytes", 60 * MEBI + "\n");
        write("cgroup/memory/a/memory.stat", "inactive_file 1\ntotal_inactive_file " + 10 * MEBI + "\n");
        write("cgroup/memory/memory.usage_in_bytes", "1\n");
        assertThat(room().least()).map(MemoryRoom.Limit::free).hasValue(14 * MEBI);
    }

    @Test
    void shouldNotLimitWhereNothingIsKnown() throws Exception {
        Files.delete(root.resolve("proc/meminfo"));
        assertThat(room().least()).isEmpty();
    }

    @Test
    void shouldRefuseMemoryThatTheGroupDoesNotLeaveBeforeAnyOfItIsTaken() throws Exception {
        write("proc/self/cgroup", "0::/\n");
        group("cgroup", 512 * MEBI, 448 * MEBI, 0);
        Path file = Files.createTempFile(Path.of("/dev/shm"), "ringtail", "");
        try (FileMapper mapper = new FileMapper(file, room())) {
            assertThatThrownBy(() -> mapper.allocateNew(0, 64 * MEBI))
                    .isInstanceOf(NoSpaceException.class)
                    .hasMessage("cannot allocate 67108864 bytes of " + file
                            + ": too little memory is free (memory.max of " + root.resolve("cgroup")
                            + " is 512 MB): raise the limit, or choose a smaller --buffer-size");
            assertThat(mapper.length()).isZero();
            assertThatCode(() -> mapper.allocateNew(0, 48 * MEBI)).doesNotThrowAnyException();
        } finally {
            Files.delete(file);
        }
    }

    private MemoryRoom room() {
        return new MemoryRoom(root.resolve("proc"), root.resolve("cgroup"), "self");
    }

    private void group(String path, long limit, long use, long cached) throws IOException {
        write(path + "/memory.max", limit + "\n");
        write(path + "/memory.current", use + "\n");
        write(path + "/memory.stat", "anon 5\ninactive_file " + cached + "\nactive_file 7\n");
    }

    private void write(String name, String text) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(root.resolve(name).getParent());
        Files.writeString(file, text);
    }
}
