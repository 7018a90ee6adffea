package io.ringtail.proto.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EventSchemaCodecTest {
    private static byte[] bytes(EventSchema schema) {
        ByteBuffer encoded = EventSchemaCodec.encode(schema);
        byte[] bytes = new byte[encoded.remaining()];
        encoded.get(bytes);
        return bytes;
    }

    @Test
    void shouldKeepItsBytesTheSame() {
        EventSchema schema = EventSchema.builder("s", "ev")
                .hex("a", FieldType.U64)
                .chars("b", 300)
                .symbols("c", FieldType.S8, Map.of(-1L, "NO"))
                .build();

        assertThat(HexFormat.of().formatHex(bytes(schema)))
                .isEqualTo("0173" + "026576" + "03"
                        + "0161" + "04" + "01" + "0000" + "0000"
                        + "0162" + "0c" + "00" + "2c01" + "0000"
                        + "0163" + "05" + "00" + "0000" + "0100" + "ffffffffffffffff" + "024e4f");
    }

    @Test
    void shouldDecodeWhatItEncoded() {
        RandomSchemas schemas = new RandomSchemas(1);
        for (int i = 0; i < 500; i++) {
            EventSchema schema = schemas.next();
            assertThat(EventSchemaCodec.decode(EventSchemaCodec.encode(schema))).isEqualTo(schema);
        }
    }

    @Test
    void shouldLeaveThePositionAndOrderAlone() {
        EventSchema schema = EventSchema.builder("s", "ev").chars("a", 300).build();
        ByteBuffer in =
                ByteBuffer.allocate(100).position(7).put(bytes(schema)).flip().position(7);

        assertThat(EventSchemaCodec.decode(in.asReadOnlyBuffer())).isEqualTo(schema);
        assertThat(in.position()).isEqualTo(7);
    }

    @Test
    void shouldRefuseBytesThatAreCutShortOrTooMany() {
        byte[] whole = bytes(new RandomSchemas(2).next());
        for (int length = 0; length < whole.length; length++) {
            ByteBuffer cut = ByteBuffer.wrap(whole, 0, length);
            assertThatThrownBy(() -> EventSchemaCodec.decode(cut))
                    .isInstanceOf(InvalidSchemaException.class)
                    .hasMessageContaining("truncated");
        }
        ByteBuffer longer = ByteBuffer.allocate(whole.length + 3).put(whole).rewind();
        assertThatThrownBy(() -> EventSchemaCodec.decode(longer)).hasMessageContaining("3 bytes too many");
        assertThatThrownBy(() -> EventSchemaCodec.decode(ByteBuffer.allocate(70_000)))
                .isInstanceOf(InvalidSchemaException.class)
                .hasMessageContaining("70000");
    }

    @Test
    void shouldGiveASchemaOrRefuseWhateverTheBytes() {
        Random random = new Random(3);
        RandomSchemas schemas = new RandomSchemas(4);
        for (int i = 0; i < 5_000; i++) {
            byte[] bytes = bytes(schemas.next());
            for (int flips = random.nextInt(4); flips >= 0; flips--) {
                bytes[random.nextInt(Math.min(bytes.length, 200))] = (byte) random.nextInt();
            }
            decodeHostile(bytes);
        }
    }

    private static void decodeHostile(byte[] bytes) {
        try {
            EventSchema schema = EventSchemaCodec.decode(ByteBuffer.wrap(bytes));
            assertThat(bytes(schema)).hasSameSizeAs(bytes);
        } catch (InvalidSchemaException e) {
            assertThat(e.getMessage()).isNotBlank().hasSizeLessThan(400).matches("[ -~]+");
        }
    }
}
