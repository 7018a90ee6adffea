package io.ringtail.reader.tracecmd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("once")
final class TraceCmdMessageTest {
    @Test
    void shouldEncodeInNetworkByteOrderAndDecodeAgain() throws Exception {
        TraceCmdMessage message =
                new TraceCmdMessage(TraceCmdMessage.INIT, new byte[] {0, 0, 0, 2}, new byte[] {'t', 'c', 'p', 0});
        byte[] bytes = message.encode();
        assertThat(bytes).containsExactly(0, 0, 0, 20, 0, 0, 0, 1, 0, 0, 0, 4, 0, 0, 0, 2, 't', 'c', 'p', 0);
        TraceCmdMessage decoded = TraceCmdMessage.decode(ByteBuffer.wrap(bytes));
        assertThat(decoded.command()).isEqualTo(TraceCmdMessage.INIT);
        assertThat(decoded.body()).containsExactly(0, 0, 0, 2);
        assertThat(decoded.payload()).containsExactly('t', 'c', 'p', 0);
    }

    @Test
    void shouldRefuseLengthsThatContradictTheBytes() {
        refuse(message(11, 0, 0, 12), "a message's length is 11, which is not from 12 to 8192");
        refuse(message(8193, 0, 0, 8193), "a message's length is 8193, which is not from 12 to 8192");
        refuse(message(-1, 0, 0, 12), "a message's length is 4294967295, which is not from 12 to 8192");
        refuse(message(13, 0, 0, 12), "a message of 13 bytes came as one of 12");
        refuse(message(16, 0, 5, 16), "a message of 16 bytes has a body of 5 bytes");
        refuse(message(16, 0, -1, 16), "a message of 16 bytes has a body of 4294967295 bytes");
        refuse(ByteBuffer.allocate(3), "a message's length is 0, which is not from 12 to 8192");
    }

    @Test
    void shouldDecodeOrRefuseWhateverThereIs() {
        Random random = new Random(16);
        int decoded = 0;
        for (int i = 0; i < 200_000; i++) {
            ByteBuffer bytes = mutated(random);
            try {
                TraceCmdMessage message = TraceCmdMessage.decode(bytes);
                assertThat(TraceCmdMessage.HEADER_LENGTH + message.body().length + message.payload().length)
                        .isEqualTo(bytes.remaining());
                decoded++;
            } catch (MalformedTraceCmdException refused) {
                assertThat(refused).hasMessageContaining("message");
            }
        }
        assertThat(decoded).isBetween(1, 199_999);
    }

    private static ByteBuffer mutated(Random random) {
        ByteBuffer bytes = message(12 + random.nextInt(40), random.nextInt(12), random.nextInt(20), 60);
        for (int i = random.nextInt(4); i > 0; i--) {
            bytes.put(random.nextInt(12), (byte) random.nextInt());
        }
        return bytes.limit(random.nextBoolean() ? Math.min(60, Math.max(0, bytes.getInt(0))) : random.nextInt(60));
    }

    private static ByteBuffer message(int length, int command, int bodyLength, int bytes) {
        return ByteBuffer.allocate(bytes)
                .putInt(length)
                .putInt(command)
                .putInt(bodyLength)
                .clear();
    }

    private static void refuse(ByteBuffer bytes, String why) {
        assertThatExceptionOfType(MalformedTraceCmdException.class)
                .isThrownBy(() -> TraceCmdMessage.decode(bytes))
                .withMessage(why);
    }
}
