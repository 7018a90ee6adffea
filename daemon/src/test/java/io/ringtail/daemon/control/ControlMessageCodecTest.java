package io.ringtail.daemon.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import io.ringtail.proto.control.ControlCodec;
import io.ringtail.proto.control.ControlMessage;
import io.ringtail.proto.control.Slots;
import io.ringtail.proto.control.ThreadName;
import io.ringtail.proto.control.Wanted;
import org.junit.jupiter.api.Test;

class ControlMessageCodecTest {
    private final EmbeddedChannel channel = new EmbeddedChannel(new ControlMessageCodec());

    @Test
    void shouldFindMessagesHoweverTheyAreCut() {
        ByteBuf bytes = bytes(new Wanted(3), new ThreadName(1, 2, "three"), new Wanted(4));
        while (bytes.isReadable()) {
            channel.writeInbound(bytes.readBytes(1));
        }
        assertThat((ControlMessage) channel.readInbound()).isEqualTo(new Wanted(3));
        assertThat((ControlMessage) channel.readInbound()).isEqualTo(new ThreadName(1, 2, "three"));
        assertThat((ControlMessage) channel.readInbound()).isEqualTo(new Wanted(4));
        assertThat((ControlMessage) channel.readInbound()).isNull();
        bytes.release();
        channel.finishAndReleaseAll();
    }

    @Test
    void shouldWriteFrames() {
        channel.writeOutbound(new Slots(64, 64));
        ByteBuf written = channel.readOutbound();
        ByteBuf expected = bytes(new Slots(64, 64));
        assertThat(written).isEqualTo(expected);
        written.release();
        expected.release();
        channel.finishAndReleaseAll();
    }

    @Test
    void shouldRefuseALengthBeforeItsBytesArrive() {
        ByteBuf length = Unpooled.buffer().writeIntLE(65_533);
        assertThatThrownBy(() -> channel.writeInbound(length))
                .isInstanceOf(DecoderException.class)
                .hasMessageContaining("a frame of 65537 bytes is not between 8 and 65536");
        channel.finishAndReleaseAll();
    }

    private static ByteBuf bytes(ControlMessage... messages) {
        ByteBuf bytes = Unpooled.buffer();
        for (ControlMessage message : messages) {
            bytes.writeBytes(ControlCodec.encode(message));
        }
        return bytes;
    }
}
