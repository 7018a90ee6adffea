package io.ringtail.client.conductor;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringtail.client.libc.LibC;
import io.ringtail.proto.control.Slots;
import io.ringtail.proto.control.Welcome;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BufferChannelTest {
    @TempDir
    private Path scratch;

    private final Welcome nameless = new Welcome(0, 1, 2, Slots.NONE, "/proc/4194305/fd/77");

    @Test
    void shouldSayWhatAJvmNeedsThatCannotReceiveADescriptor() {
        assertThatThrownBy(() -> BufferChannel.open(nameless, scratch.resolve("control.sock"), null))
                .isInstanceOf(AttachException.class)
                .hasMessageContaining("run JDK 22 or later")
                .hasMessageContaining("net.java.dev.jna:jna")
                .hasMessageContaining("--buffer-memory file")
                .hasMessageNotContaining("\n");
    }

    @Test
    void shouldSayThatADaemonIsGoneBeforeItHandsTheBufferOver() {
        LibC libC = LibC.find();
        assertThatThrownBy(() -> BufferChannel.open(nameless, scratch.resolve("control.sock"), libC))
                .isInstanceOf(AttachException.class)
                .hasMessageContaining("cannot connect to " + scratch.resolve("control.sock"));
    }

    @Test
    void shouldSayThatAFileMayNotBeOpened() {
        Welcome named = new Welcome(0, 1, 2, Slots.NONE, scratch.resolve("none").toString());
        assertThatThrownBy(() -> BufferChannel.open(named, scratch.resolve("control.sock")))
                .isInstanceOf(AttachException.class)
                .hasMessageContaining("cannot open the buffer file " + scratch.resolve("none"));
    }
}
