package io.ringtail.proto.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import org.junit.jupiter.api.Test;

class FormatTextTest {
    private static final String COMMON = """
            format:
            \tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;
            \tfield:unsigned char common_flags;\toffset:2;\tsize:1;\tsigned:0;
            \tfield:unsigned char common_preempt_count;\toffset:3;\tsize:1;\tsigned:0;
            \tfield:int common_pid;\toffset:4;\tsize:4;\tsigned:1;

            """;

    @Test
    void shouldPrintAnEventAsTracefsDoes() {
        EventSchema schema = EventSchema.builder("load", "tick")
                .field("seq", FieldType.U64)
                .field("thread", FieldType.S32)
                .field("note", FieldType.STRING)
                .build();

        assertThat(FormatText.formatText(schema, 32, "tick")).isEqualTo("name: tick\nID: 32\n" + COMMON + """
                          \tfield:u64 seq;\toffset:8;\tsize:8;\tsigned:0;
                          \tfield:s32 thread;\toffset:16;\tsize:4;\tsigned:1;
                          \tfield:__data_loc char[] note;\toffset:20;\tsize:4;\tsigned:0;

                          print fmt: "seq=%llu thread=%d note=%s", REC->seq, REC->thread, __get_str(note)
                          """);
    }

    @Test
    void shouldPrintEveryTypeAndDisplay() {
        EventSchema schema = EventSchema.builder("t", "all")
                .symbols("state", FieldType.U8, Map.of(1L, "PAID", 0L, "NEW"))
                .symbols("code", FieldType.S16, Map.of(-1L, "FAILED"))
                .hex("flags", FieldType.U32)
                .hex("address", FieldType.U64)
                .field("delta", FieldType.S64)
                .chars("comm", 16)
                .field("ok", FieldType.BOOL)
                .field("ratio", FieldType.F32)
                .field("load", FieldType.F64)
                .build();

        assertThat(FormatText.formatText(schema, 65_535, "all_2")).isEqualTo("name: all_2\nID: 65535\n" + COMMON + """
                          \tfield:u8 state;\toffset:8;\tsize:1;\tsigned:0;
                          \tfield:s16 code;\toffset:10;\tsize:2;\tsigned:1;
                          \tfield:u32 flags;\toffset:12;\tsize:4;\tsigned:0;
                          \tfield:u64 address;\toffset:16;\tsize:8;\tsigned:0;
                          \tfield:s64 delta;\toffset:24;\tsize:8;\tsigned:1;
                          \tfield:char comm[16];\toffset:32;\tsize:16;\tsigned:0;
                          \tfield:bool ok;\toffset:48;\tsize:1;\tsigned:0;
                          \tfield:float ratio;\toffset:52;\tsize:4;\tsigned:0;
                          \tfield:double load;\toffset:56;\tsize:8;\tsigned:0;

                          print fmt: "state=%s code=%s flags=0x%x address=0x%llx delta=%lld comm=%s ok=%d ratio=0x%x \
                          load=0x%llx", __print_symbolic(REC->state, { 0, "NEW" }, { 1, "PAID" }), \
                          __print_symbolic(REC->code, { 0xffff, "FAILED" }), REC->flags, REC->address, REC->delta, \
                          REC->comm, REC->ok, REC->ratio, REC->load
                          """);
    }

    @Test
    void shouldPrintNarrowSignedNumbersSoThatTheyKeepTheirSign() {
        EventSchema schema = EventSchema.builder("t", "narrow")
                .field("a", FieldType.S8)
                .field("b", FieldType.S16)
                .hex("c", FieldType.S8)
                .build();

        assertThat(FormatText.formatText(schema, 1, "narrow"))
                .endsWith("print fmt: \"a=%hhd b=%hd c=0x%x\", REC->a, REC->b, REC->c\n");
    }

    @Test
    void shouldParseBackToTheSameFields() throws InvalidFormatException {
        RandomSchemas schemas = new RandomSchemas(5);
        for (int i = 1; i <= 500; i++) {
            EventSchema schema = schemas.next();
            EventFormat format = EventFormat.parse(FormatText.formatText(schema, i, schema.name()));

            assertThat(format.id()).isEqualTo(i);
            assertThat(format.name()).isEqualTo(schema.name());
            assertThat(format.fields()).hasSize(4 + schema.fields().size());
            for (int f = 0; f < schema.fields().size(); f++) {
                assertSame(schema.fields().get(f), format.fields().get(4 + f));
            }
        }
    }

    private static void assertSame(Field field, FormatField parsed) {
        boolean text = field.type() == FieldType.STRING || field.type() == FieldType.CHARS;
        assertThat(parsed.name()).isEqualTo(field.name());
        assertThat(parsed.offset()).isEqualTo(field.offset());
        assertThat(parsed.size()).isEqualTo(field.size());
        assertThat(parsed.signed()).isEqualTo(field.type().isSigned());
        assertThat(parsed.dynamic()).isEqualTo(field.type() == FieldType.STRING);
        assertThat(parsed.isText()).isEqualTo(text);
        assertThat(parsed.arrayLength()).isEqualTo(text ? field.length() : FormatField.NO_ARRAY);
    }

    @Test
    void shouldRefuseIdsAndNamesThatCannotBe() {
        EventSchema schema = EventSchema.builder("t", "e").build();
        assertThatIllegalArgumentException().isThrownBy(() -> FormatText.formatText(schema, 0, "e"));
        assertThatIllegalArgumentException().isThrownBy(() -> FormatText.formatText(schema, 65_536, "e"));
        assertThatIllegalArgumentException().isThrownBy(() -> FormatText.formatText(schema, 1, "e\nID: 2"));
    }
}
