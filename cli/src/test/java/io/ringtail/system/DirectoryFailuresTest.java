package io.ringtail.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.proto.layout.HeaderDescriptor;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Mishaps to a run directory's files under a daemon, or obstacles to creating them: one clear line each. */
@Tag("once")
@Timeout(120)
@Tag("extensive")
final class DirectoryFailuresTest {
    @TempDir
    private Path scratch;

    @Test
    void shouldEndWhenItsBufferIsRemovedAndLetClientsGoOnWithTheNextDaemon() throws Exception {
        try (RingtailHost host = new RingtailHost();
                RingtailProcess load = load(host)) {
            awaitEvents(host, 100);
            Files.delete(host.directory().resolve("buffer"));
            assertEnded(host.daemon(), "buffer has been removed or replaced, so the daemon stops");
            assertThat(load.isAlive()).isTrue();
            host.restart();
            awaitEvents(host, 100);
            load.terminate();
            assertThat(load.status()).isZero();
            assertThat(load.err()).isEmpty();
        }
    }

    @Test
    void shouldEndWhenItsLockIsRemoved() throws Exception {
        try (RingtailHost host = new RingtailHost()) {
            Files.delete(host.directory().resolve("lock"));
            assertEnded(host.daemon(), "lock has been removed or replaced, so the daemon stops");
            assertThat(host.directory().resolve("buffer")).exists();
        }
    }

    @Test
    void shouldMakeItsSocketAgain() throws Exception {
        try (RingtailHost host = new RingtailHost();
                RingtailProcess load = load(host)) {
            Path socket = host.directory().resolve("control.sock");
            awaitEvents(host, 100);
            Files.delete(socket);
            Eventually.until("the socket is made again", () -> Files.exists(socket));
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
                    .isEqualTo("rw-rw----");
            host.run("load", "--dir", host.dir(), "--count", "10");
            Files.delete(socket);
            Files.createFile(socket);
            Eventually.until("the socket takes the file's place", () -> !Files.isRegularFile(socket));
            host.run("load", "--dir", host.dir(), "--count", "10");
            Files.delete(socket);
            Path inside = Files.createFile(Files.createDirectory(socket).resolve("file"));
            Eventually.until(
                    "the daemon says what is in the way",
                    () -> linesWith(host.daemon(), "control.sock was removed and cannot be recreated") == 1);
            Files.delete(inside);
            Files.delete(socket);
            Eventually.until("the socket is made once more", () -> Files.exists(socket));
            host.run("load", "--dir", host.dir(), "--count", "10");
            assertThat(load.isAlive()).isTrue();
            assertThat(linesWith(host.daemon(), "control.sock was removed, and has been recreated"))
                    .isEqualTo(3);
        }
    }

    @Test
    void shouldSetABufferOfAnotherVersionBootOrByteOrderAside() throws Exception {
        try (RingtailHost host = new RingtailHost()) {
            assertSetAside(
                    host, 1, "has layout version 99", header -> header.put(HeaderDescriptor.VERSION_OFFSET, (byte) 99));
            assertSetAside(
                    host,
                    2,
                    "is from another boot (00000000-",
                    header -> header.putLong(HeaderDescriptor.BOOT_ID_OFFSET, 0));
            assertSetAside(
                    host,
                    3,
                    "has another byte order (mark 0x4030201)",
                    header -> header.putLong(HeaderDescriptor.BOOT_ID_OFFSET, 0)
                            .putInt(
                                    HeaderDescriptor.BYTE_ORDER_OFFSET,
                                    Integer.reverseBytes(HeaderDescriptor.BYTE_ORDER_MARK)));
        }
    }

    /** Changes the header while no daemon runs; the next one makes a new buffer and serves it. */
    private static void assertSetAside(RingtailHost host, int asideThen, String reason, Consumer<ByteBuffer> change)
            throws Exception {
        host.daemon().terminate();
        host.daemon().status();
        Path buffer = host.directory().resolve("buffer");
        try (FileChannel file = FileChannel.open(buffer, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            change.accept(file.map(FileChannel.MapMode.READ_WRITE, 0, HeaderDescriptor.HEADER_LENGTH)
                    .order(ByteOrder.LITTLE_ENDIAN));
        }
        host.restart();
        assertThat(linesWith(host.daemon(), reason)).isEqualTo(1);
        host.run("load", "--dir", host.dir(), "--count", "10");
        assertThat(host.sum("written")).isEqualTo(10);
        try (Stream<Path> files = Files.list(host.directory())) {
            assertThat(files.filter(file -> file.toString().contains("buffer.aside-")))
                    .hasSize(asideThen);
        }
    }

    @Test
    void shouldRefuseASecondDaemon() throws Exception {
        try (RingtailHost host = new RingtailHost()) {
            RingtailProcess.Ended second = RingtailProcess.run(scratch, "daemon", "--dir", host.dir());
            assertThat(second.status()).isEqualTo(1);
            assertThat(second.err())
                    .startsWith("ringtail: another daemon is running in " + host.dir())
                    .hasLineCount(1);
            host.run("load", "--dir", host.dir(), "--count", "10");
            assertThat(host.sum("written")).isEqualTo(10);
        }
    }

    @Test
    void shouldSayThatADirectoryIsReadOnly() throws Exception {
        Path directory = Files.createDirectory(scratch.resolve("dir"));
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("r-x------"));
        assertRefused(directory, "cannot write " + directory + "/lock");
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void shouldSayThatABufferMayNotBeOpened() throws Exception {
        try (RingtailHost host = new RingtailHost()) {
            host.daemon().terminate();
            host.daemon().status();
            Path buffer = host.directory().resolve("buffer");
            Files.setPosixFilePermissions(buffer, PosixFilePermissions.fromString("---------"));
            assertRefused(host.directory(), "cannot use " + buffer);
            assertThat(buffer).exists();
        }
    }

    @Test
    void shouldSayThatAClientOrReceiverHasNoPermission() throws Exception {
        try (RingtailHost host = new RingtailHost()) {
            for (String file : List.of("control.sock", "stream.sock", "address")) {
                Files.setPosixFilePermissions(
                        host.directory().resolve(file), PosixFilePermissions.fromString("---------"));
            }
            try (RingtailProcess load = confined("load", "--dir", host.dir(), "--wait", "1s");
                    RingtailProcess tail = confined("tail", "--dir", host.dir())) {
                assertThat(load.status()).isEqualTo(1);
                assertThat(load.err())
                        .contains(
                                "control.sock (---------, owner root",
                                "\nringtail: not attached after 1 s: no permission to use ")
                        .hasLineCount(2);
                assertThat(tail.status()).isEqualTo(1);
                assertThat(tail.err())
                        .contains("address (permission denied): check its owner")
                        .hasLineCount(1);
            }
        }
    }

    @Test
    void shouldEndAControlConnectionThatTakesMinutesToSayHello() throws Exception {
        try (RingtailHost host = new RingtailHost();
                SocketChannel slow = SocketChannel.open(
                        UnixDomainSocketAddress.of(host.directory().resolve("control.sock")))) {
            slow.write(ByteBuffer.wrap(new byte[] {40}));
            host.run("load", "--dir", host.dir(), "--count", "10");
            assertThat(slow.read(ByteBuffer.allocate(100))).isEqualTo(-1);
            assertThat(linesWith(host.daemon(), "no complete HELLO received within 5 seconds"))
                    .isEqualTo(1);
        }
    }

    private RingtailProcess load(RingtailHost host) throws Exception {
        return RingtailProcess.start(
                scratch, "load", "--dir", host.dir(), "--threads", "2", "--count", "1000000000", "--rate", "2000");
    }

    private static void awaitEvents(RingtailHost host, long events) throws Exception {
        Eventually.until(events + " events are written", () -> host.sum("written") >= events);
    }

    private static void assertEnded(RingtailProcess daemon, String line) throws Exception {
        assertThat(daemon.status()).isEqualTo(1);
        assertThat(linesWith(daemon, line)).isEqualTo(1);
    }

    private static long linesWith(RingtailProcess process, String text) throws Exception {
        return process.err().lines().filter(line -> line.contains(text)).count();
    }

    private void assertRefused(Path directory, String line) throws Exception {
        try (RingtailProcess daemon = confined("daemon", "--dir", directory.toString())) {
            assertThat(daemon.status()).isEqualTo(1);
            assertThat(daemon.err()).startsWith("ringtail: " + line).hasLineCount(1);
        }
    }

    /** A process to which permissions apply, even if the tests run as root. */
    private RingtailProcess confined(String... command) throws Exception {
        List<String> starter = "root".equals(System.getProperty("user.name"))
                ? List.of("setpriv", "--bounding-set", "-dac_override,-dac_read_search")
                : List.of();
        return RingtailProcess.startBehind(starter, scratch, command);
    }
}
