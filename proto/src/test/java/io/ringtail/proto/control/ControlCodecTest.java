package io.ringtail.proto.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ControlCodecTest {
    static List<ControlMessage> messages() {
        return List.of(
                new Hello(4711, Hello.MEMBARRIER, null, "com.example.Orders"),
                new Hello(1, Hello.NO_BARRIER, new ResumeToken(0x1122_3344_5566_7788L, 1023, -1), ""),
                new Welcome(7, 3, Long.MIN_VALUE, new Slots(64, 64), "/run/ringtail/buffer"),
                new ThreadId(16, 17, 4_194_303),
                new Welcome(1, 1, 1, Slots.NONE, "/run", false),
                new Welcome(0, 1, 1, Slots.NONE, "/\u00e9t\u00e9/\ud83d\ude00"),
                new Refused("layout version 2 is not 1: update the client"),
                new RegisterEvent(5, ByteBuffer.wrap(new byte[] {1, 2, 3})),
                new RegisterEvent(-5, ByteBuffer.allocate(0)),
                new EventId(5, 65_535),
                new EventRefused(6, "no more ids"),
                new ThreadName(ThreadName.NO_SLOT, 1, ""),
                new ThreadName(16_383, Integer.MAX_VALUE, "pool-1-thread-1"),
                new NeedSlots(),
                new Slots(128, 64),
                new Wanted(1023),
                new Snapshot("an order took too long"),
                new TakeBuffer(),
                new Goodbye(),
                new Doorbell());
    }

    @ParameterizedTest
    @MethodSource("messages")
    void shouldReadWhatItWrote(ControlMessage message) throws Exception {
        ByteBuffer frame = ControlCodec.encode(message);
        assertThat(ControlCodec.frameLength(frame.getInt(0))).isEqualTo(frame.remaining());
        assertThat(ControlCodec.decode(frame)).isEqualTo(message);
    }

    @Test
    void shouldLayOutAHelloAsDocumented() {
        Hello hello = new Hello(0x0102, Hello.MEMBARRIER, new ResumeToken(3, 4, 5), "ab");
        assertThat(hex(ControlCodec.encode(hello)))
                .isEqualTo("25000000" + "01000000" + "03000000" + "02010000" + "01000000" + "01" + "0300000000000000"
                        + "04000000" + "05000000" + "0200" + "6162");
    }

    @Test
    void shouldLayOutASlotGrantAsDocumented() {
        assertThat(hex(ControlCodec.encode(new Slots(64, 128))))
                .isEqualTo("0c000000" + "09000000" + "40000000" + "80000000");
    }

    @ParameterizedTest
    @MethodSource("messages")
    void shouldRefuseAMessageCutAnywhere(ControlMessage message) {
        ByteBuffer frame = ControlCodec.encode(message);
        int shortest = message instanceof RegisterEvent ? 12 : frame.limit();
        for (int length = 0; length < shortest; length++) {
            ByteBuffer cut = cut(frame, length);
            assertThatThrownBy(() -> ControlCodec.decode(cut)).isInstanceOf(MalformedMessageException.class);
        }
    }

    @ParameterizedTest
    @MethodSource("messages")
    void shouldRefuseBytesBehindTheLastField(ControlMessage message) {
        if (message instanceof RegisterEvent) {
            return;
        }
        ByteBuffer frame = ControlCodec.encode(message);
        ByteBuffer longer = cut(frame, frame.limit() + 1);
        assertThatThrownBy(() -> ControlCodec.decode(longer))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageEndingWith("1 bytes too many");
    }

    @Test
    void shouldReadOnlyTheVersionOfAHelloOfAnotherVersion() throws Exception {
        ByteBuffer frame = frame(1, "63000000" + "deadbeef");
        assertThat(ControlCodec.decode(frame)).isEqualTo(new Hello(99, 0, Hello.NO_BARRIER, null, ""));
    }

    @Test
    void shouldNameTheValueThatIsOutOfRange() {
        assertMalformed(frame(10, "00040000"), "WANTED: CPU 1024 is not between 0 and 1023");
        assertMalformed(frame(10, "ffffffff"), "WANTED: CPU -1 is not between 0 and 1023");
        assertMalformed(frame(7, "00000000" + "00000000" + "0000"), "THREAD: thread id 0 is not between");
        assertMalformed(frame(9, "3f000000" + "ffff0f00" + ""), "SLOTS: slots 1048575 is not between 0 and 1048513");
        assertMalformed(frame(5, "00000000" + "00000100"), "EVENT_ID: event id 65536 is not between 1 and 65535");
        assertMalformed(frame(3, "0110"), "REFUSED: string length 4097 is not between 0 and 4096");
        assertMalformed(frame(3, "0200" + "ff41"), "REFUSED: a string of 2 bytes is not UTF-8");
        assertMalformed(frame(0, ""), "message type 0 is unknown");
        int unknown = MessageType.values().length + 1;
        assertMalformed(frame(unknown, ""), "message type " + unknown + " is unknown");
        assertMalformed(frame(-1, ""), "message type 4294967295 is unknown");
    }

    @Test
    void shouldRefuseFrameLengthsOutsideTheBounds() throws Exception {
        assertThat(ControlCodec.frameLength(4)).isEqualTo(8);
        assertThat(ControlCodec.frameLength(65_532)).isEqualTo(65_536);
        for (int length : new int[] {0, 3, 65_533, Integer.MAX_VALUE, -1, Integer.MIN_VALUE}) {
            assertThatThrownBy(() -> ControlCodec.frameLength(length))
                    .isInstanceOf(MalformedMessageException.class)
                    .hasMessageContaining(String.valueOf(Integer.toUnsignedLong(length) + 4));
        }
    }

    @Test
    void shouldCutALongStringAtACharactersEnd() throws Exception {
        String name = "\u20ac".repeat(2000);
        Refused refused = (Refused) ControlCodec.decode(ControlCodec.encode(new Refused(name)));
        assertThat(refused.reason()).isEqualTo("\u20ac".repeat(1365));
    }

    @Test
    void shouldReplaceHalfACharacter() throws Exception {
        assertThat(ControlCodec.decode(ControlCodec.encode(new Refused("a\ud83d"))))
                .isEqualTo(new Refused("a?"));
    }

    @Test
    void shouldNotWriteAFrameThatIsTooLong() {
        RegisterEvent longest = new RegisterEvent(1, ByteBuffer.allocate(65_536 - 12));
        assertThat(ControlCodec.encode(longest).remaining()).isEqualTo(65_536);
        RegisterEvent tooLong = new RegisterEvent(1, ByteBuffer.allocate(65_536 - 11));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ControlCodec.encode(tooLong))
                .withMessageContaining("65537");
    }

    @Test
    void shouldTakeAnyBytesWithoutAnyOtherException() {
        Random random = new Random(42);
        List<ControlMessage> messages = messages();
        for (int i = 0; i < 200_000; i++) {
            ByteBuffer frame = ControlCodec.encode(messages.get(i % messages.size()));
            for (int flips = random.nextInt(4); flips >= 0; flips--) {
                frame.put(4 + random.nextInt(frame.limit() - 4), (byte) random.nextInt());
            }
            decodeQuietly(frame);
        }
    }

    private static void decodeQuietly(ByteBuffer frame) {
        try {
            assertThat(ControlCodec.decode(frame)).isNotNull();
        } catch (MalformedMessageException e) {
            assertThat(e).hasMessageNotContaining("null");
        }
    }

    private static void assertMalformed(ByteBuffer frame, String message) {
        assertThatThrownBy(() -> ControlCodec.decode(frame))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageContaining(message);
    }

    private static ByteBuffer frame(int type, String body) {
        byte[] bytes = HexFormat.of().parseHex(body);
        ByteBuffer frame = ByteBuffer.allocate(8 + bytes.length).order(ByteOrder.LITTLE_ENDIAN);
        return frame.putInt(4 + bytes.length).putInt(type).put(bytes).flip();
    }

    private static ByteBuffer cut(ByteBuffer frame, int length) {
        ByteBuffer cut = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        cut.put(0, frame, 0, Math.min(length, frame.limit()));
        return length < 4 ? cut : cut.putInt(0, length - 4);
    }

    private static String hex(ByteBuffer frame) {
        byte[] bytes = new byte[frame.remaining()];
        frame.get(0, bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
