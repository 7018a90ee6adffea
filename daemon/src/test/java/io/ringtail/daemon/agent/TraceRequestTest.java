package io.ringtail.daemon.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ringtail.reader.tracecmd.TraceCmdMessage;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class TraceRequestTest {
    @Test
    void shouldFindTheArgumentsAmongOtherParameters() throws Exception {
        byte[] payload = both(
                parameter(1, "ptp\0\0".getBytes(StandardCharsets.US_ASCII)),
                arguments(4, "-C", "local", "-e", "shop:*"));
        assertThat(TraceRequest.decode(request(payload)).arguments()).containsExactly("-C", "local", "-e", "shop:*");
    }

    @Test
    void shouldRefuseCountsAndLengthsThatTheBytesContradict() {
        refuse(new TraceCmdMessage(6, new byte[15], new byte[0]), "its request has a body of 15 bytes");
        refuse(request(new byte[7]), "ends within a parameter");
        refuse(request(parameterOf(0, Integer.MAX_VALUE)), "a parameter of its request has 2147483647 bytes");
        refuse(request(parameterOf(0, -1)), "a parameter of its request has 4294967295 bytes");
        refuse(request(arguments(5, "-C", "local", "-e", "shop:*")), "argument 4 of its request has no end");
        refuse(request(arguments(-1, "-C")), "states 4294967295 arguments in 3 bytes");
        refuse(request(arguments(1 << 30, "-C")), "states 1073741824 arguments in 3 bytes");
        refuse(request(parameter(0, new byte[3])), "states 4294967295 arguments in 3 bytes");
        refuse(request(parameter(0, new byte[] {0, 0, 0, 1, 'x'})), "argument 0 of its request has no end");
    }

    @Test
    void shouldFollowOrRefuseMutatedRequests() throws Exception {
        Random random = new Random(16);
        byte[] sound = both(
                arguments(4, "-C", "local", "-e", "shop:*"),
                parameter(1, "ptp\0\0".getBytes(StandardCharsets.US_ASCII)));
        int followed = 0;
        for (int i = 0; i < 100_000; i++) {
            byte[] payload = sound.clone();
            for (int j = 1 + random.nextInt(3); j > 0; j--) {
                payload[random.nextInt(payload.length)] = (byte) random.nextInt();
            }
            try {
                EventSelection selection = RecordArguments.parse(
                        TraceRequest.decode(request(payload)).arguments());
                selection.wants("shop", "order");
                followed++;
            } catch (RequestRefusedException refused) {
                assertThat(refused.getMessage()).isNotNull().doesNotContainPattern("\\p{Cntrl}");
            }
        }
        assertThat(followed).isBetween(1, 99_999);
    }

    @Test
    void shouldSelectAsTraceCmdDoes() throws Exception {
        EventSelection selection = parse("-C", "local", "-e", "shop", "-eload:t?ck", "-v", "-e", "shop:refund*");
        assertThat(selection.wants("shop", "order")).isTrue();
        assertThat(selection.wants("load", "tick")).isTrue();
        assertThat(selection.wants("shop", "refunded")).isFalse();
        assertThat(selection.wants("other", "order")).isFalse();
        assertThat(selection.isEverything()).isFalse();
        assertThat(parse("-C", "local").isEverything()).isTrue();
        assertThat(parse("-e", "all").isEverything()).isTrue();
        assertThat(parse("-e", "all", "-v", "-e", "shop").wants("shop", "order"))
                .isFalse();
    }

    @Test
    void shouldRefuseWhatItCannotDo() {
        for (String[] arguments : List.of(
                new String[] {"-e", "shop", "-f", "qty > 5"},
                new String[] {"-p", "function"},
                new String[] {"-B", "other"},
                new String[] {"sh", "-c", "true"},
                new String[] {"-e"},
                new String[] {"-C"},
                new String[] {""})) {
            assertThatExceptionOfType(RequestRefusedException.class).isThrownBy(() -> parse(arguments));
        }
    }

    private static EventSelection parse(String... arguments) throws RequestRefusedException {
        return RecordArguments.parse(List.of(arguments));
    }

    private static void refuse(TraceCmdMessage request, String why) {
        assertThatExceptionOfType(RequestRefusedException.class)
                .isThrownBy(() -> TraceRequest.decode(request))
                .withMessageContaining(why);
    }

    static TraceCmdMessage request(byte[] payload) {
        return new TraceCmdMessage(TraceCmdMessage.TRACE_REQ, new byte[16], payload);
    }

    static byte[] arguments(int count, String... arguments) {
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        data.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(count).array());
        for (String argument : arguments) {
            data.writeBytes((argument + '\0').getBytes(StandardCharsets.UTF_8));
        }
        return parameter(0, data.toByteArray());
    }

    private static byte[] parameter(int id, byte[] data) {
        return both(parameterOf(id, data.length), data);
    }

    private static byte[] parameterOf(int id, int length) {
        return ByteBuffer.allocate(2 * Integer.BYTES).putInt(id).putInt(length).array();
    }

    private static byte[] both(byte[] first, byte[] second) {
        return ByteBuffer.allocate(first.length + second.length)
                .put(first)
                .put(second)
                .array();
    }
}
