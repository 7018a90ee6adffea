package io.ringtail.daemon.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import io.ringtail.proto.control.ControlMessage;
import io.ringtail.proto.control.MalformedMessageException;

/** Arbitrary bytes on the control socket, which yield messages, or one refusal. */
final class SocketFuzzTest {
    private static final int LEAST_FRAME = 8;

    @FuzzTest
    void shouldTakeAnyBytesOrRefuseThem(byte[] data) {
        EmbeddedChannel channel = new EmbeddedChannel(new ControlMessageCodec());
        try {
            channel.writeInbound(Unpooled.wrappedBuffer(data));
            int messages = 0;
            for (ControlMessage message = channel.readInbound(); message != null; message = channel.readInbound()) {
                messages++;
            }
            assertThat(messages).isLessThanOrEqualTo(data.length / LEAST_FRAME);
        } catch (DecoderException e) {
            assertThat(e).hasCauseInstanceOf(MalformedMessageException.class);
        } finally {
            finish(channel);
        }
    }

    private static void finish(EmbeddedChannel channel) {
        try {
            channel.finishAndReleaseAll();
        } catch (DecoderException e) {
            assertThat(e).hasCauseInstanceOf(MalformedMessageException.class);
        }
    }
}
