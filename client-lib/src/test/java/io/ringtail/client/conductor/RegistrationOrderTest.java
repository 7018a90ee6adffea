package io.ringtail.client.conductor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ringtail.client.barrier.ProcessBarrier;
import io.ringtail.client.libc.LibC;
import io.ringtail.client.libc.SystemCalls;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The actions of a process before a daemon learns of it. */
final class RegistrationOrderTest {
    private static final int GET_REGISTRATIONS = 1 << 9;
    private static final int GLOBAL_AND_PRIVATE = (1 << 2) | (1 << 4);

    @TempDir
    private Path directory;

    @Test
    @Timeout(30)
    void shouldBeRegisteredWithTheKernelBeforeHelloIsSent() throws Exception {
        LibC libC = LibC.find();
        assumeTrue(libC != null, "no C library here");
        AtomicBoolean connectedTooEarly = new AtomicBoolean();
        AtomicBoolean registered = new AtomicBoolean();
        try (ServerSocketChannel daemon = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            daemon.bind(UnixDomainSocketAddress.of(directory.resolve("control.sock")));
            try (ClientConductor conductor = new ClientConductor(
                    directory,
                    () -> {
                        connectedTooEarly.set(accepts(daemon));
                        ProcessBarrier barrier = ProcessBarrier.using(libC);
                        registered.set(true);
                        return barrier;
                    },
                    attachment -> {})) {
                conductor.start();
                while (!registered.get()) {
                    Thread.onSpinWait();
                }
                daemon.configureBlocking(true);
                try (SocketChannel hello = daemon.accept()) {
                    assertThat(hello.read(ByteBuffer.allocate(1))).isEqualTo(1);
                    long registrations = libC.syscall(SystemCalls.MEMBARRIER, GET_REGISTRATIONS, 0, 0);
                    assertThat(connectedTooEarly).isFalse();
                    assumeTrue(registrations >= 0, "the kernel does not tell registrations (before Linux 6.3)");
                    assertThat(registrations & GLOBAL_AND_PRIVATE).isEqualTo(GLOBAL_AND_PRIVATE);
                }
            }
        }
    }

    /** Returns whether a connection is waiting. */
    private static boolean accepts(ServerSocketChannel daemon) {
        try {
            daemon.configureBlocking(false);
            SocketChannel early = daemon.accept();
            if (early != null) {
                early.close();
            }
            return early != null;
        } catch (IOException e) {
            return true;
        }
    }
}
