package io.ringtail.reader.format;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.proto.event.EventFormat;
import io.ringtail.proto.event.InvalidFormatException;
import io.ringtail.reader.LinePrinter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What stock {@code trace-cmd report} printed for the same formats and the same payload. */
final class PrintFmtTest {
    private static final int ID = 1000;
    private static final String FIELDS = """
            name: e
            ID: 1000
            format:
            \tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;
            \tfield:unsigned char common_flags;\toffset:2;\tsize:1;\tsigned:0;
            \tfield:unsigned char common_preempt_count;\toffset:3;\tsize:1;\tsigned:0;
            \tfield:int common_pid;\toffset:4;\tsize:4;\tsigned:1;

            \tfield:u64 a;\toffset:8;\tsize:8;\tsigned:0;
            \tfield:s32 b;\toffset:16;\tsize:4;\tsigned:1;
            \tfield:s8 c;\toffset:20;\tsize:1;\tsigned:1;
            \tfield:char t[7];\toffset:21;\tsize:7;\tsigned:0;
            \tfield:__data_loc char[] s;\toffset:28;\tsize:4;\tsigned:0;
            \tfield:bool z;\toffset:32;\tsize:1;\tsigned:0;
            \tfield:s16 h;\toffset:34;\tsize:2;\tsigned:1;
            \tfield:u8 arr[4];\toffset:36;\tsize:4;\tsigned:0;

            print fmt:\s""";
    private static final String ALL_FIELDS =
            "[FAILED TO PARSE] a=68719476995 b=-5 c=-5 t=hi s=ARRAY[68, c3, a9, 6c, 6f, 00] z=1 h=-300 arr=ARRAY[01, 02, fd, 04]";

    @ParameterizedTest
    @CsvSource(
            delimiter = '@',
            quoteCharacter = '`',
            value = {
                "\"%d %i %u %x %X %o\", REC->b, REC->b, REC->b, REC->b, REC->b, REC->b"
                        + "@-5 -5 4294967291 fffffffb FFFFFFFB 37777777773",
                "\"%lld %llu %llx %ld\", REC->b, REC->b, REC->b, (int)REC->b@4294967291 4294967291 fffffffb 4294967291",
                "\"%hd %hhd|%5d|%-5d|%05d|%#x|%.3d|%8.3d\", REC->h, REC->c, 7, 7, 7, 7, 7, 7"
                        + "@-300 -5|    7|7    |00007|0x7|007|     007",
                "\"%*d|%-*d|%.*s|%10s|%-10s|%.1s\", 6, 7, 6, 7, 2, REC->t, REC->t, REC->t, REC->t"
                        + "@`     7|7     |hi|        hi|hi        |h`",
                "\"%p %ps %pS\", REC->a, REC->a, REC->a@0x1000000103 0x1000000103 0x1000000103",
                "\"%p\", (void *)0@(nil)",
                "\"%zu %zx %Lx\", REC->a, REC->a, REC->a@68719476995 1000000103 1000000103",
                "\"%s|%s|%s %%\", __get_str(s), REC->t, REC->b ? \"yes\" : \"no\"@hélo|hi|yes %",
                "\"%d %d %d %d\", REC->b < 0, REC->b == -5, (int)REC->b < 0, REC->a > 0@0 0 0 1",
                "\"%s\", __print_symbolic(REC->c, { 1, \"one\" }, { 0xfb, \"m5\" })@m5",
                "\"%s\", __print_symbolic(REC->b, { 1, \"one\" }, { -5, \"m5\" })@0xfffffffb",
                "\"%s\", __print_symbolic(REC->b, { 1, \"one\" }, { UNKNOWN, \"foo\" })@0xfffffffb",
                "\"%s\", __print_flags(REC->a, \"|\", { 1, \"A\" }, { 2, \"B\" }, { 0x100, \"C\" })@A|B|C|0x1000000000",
                "\"%s %s\", __print_hex(REC->arr, 4), __print_hex_str(REC->arr, 4)@01 02 fd 04 0102fd04",
                "\"%s\", __print_array(REC->arr, 4, 1)@1 2 253 4",
                "\"%d %d %d\", REC->arr[0], REC->arr[1], REC->arr[9]@1 2 0",
                "\"%d %d %d %d\", 1 + 2 * 3, 10 - 3 - 2, 8 >> 1 + 1, 1 | 2 == 2@7 5 2 1",
                "\"%d %d %d\", !REC->a, ~REC->b, -REC->b@0 4 5",
                "\"%d %d\", REC->z / 0, REC->z % 0@0 0",
                "\"%s\", __print_flags(REC->a, \"|\", { 1 << 1, \"A\" })@A|0x1000000101",
                "\"%d\" \" cat \" \"%d\", 1, 2@1 cat 2",
                "\"%d\", __get_dynamic_array_len(s)@6",
                "\"%s\", (REC->b & 1) ? __print_symbolic(REC->c, {1, \"x\"}) : \"even\"@0xfb",
                "\"%d\", REC->b ? REC->c ? 1 : 2 : 3@1",
                "\"%lu.%06lu %5llx\", REC->a / 1000, REC->a % 1000, REC->a@68719476.000995 1000000103",
                "\"%x %llx\", (u8)REC->b, (s8)REC->c@fb fb",
                "\"%d %d\", REC->a && REC->b, REC->z || 0@1 1",
                "\"%016llx %#llx %#x\", REC->a, REC->a, 0@0000001000000103 0x1000000103 0",
                "\"%x\", ((u8 *)__get_dynamic_array(s))[1]@c3",
                "\"%x\", ((u16 *)__get_dynamic_array(s))[0]@c368",
                "\"%s\", __print_flags(REC->a, \"|\", {( unsigned long)((( gfp_t)((1UL) << (1)))), \"A\"}, { 0, ((void *)0) })"
                        + "@A|0x1000000101",
                "\"%d %d %d\", REC->b >> 28, REC->b / 2, -1 > 0@15 2147483645 1",
                "\"%pI4 %pM %pU\", REC->arr, __get_dynamic_array(s), REC->arr"
                        + "@1.2.253.4 68:c3:a9:6c:6f:00 0102fd04-68c3-a96c-6f00-000000000000",
                "\"%pI6 %pI6c\", REC->arr, REC->arr"
                        + "@0102:fd04:68c3:a96c:6f00:0000:0000:0000 102:fd04:68c3:a96c:6f00::",
                "\"%d\", unknown_function(REC->a)@" + ALL_FIELDS,
                "\"%d %d\", REC->a@" + ALL_FIELDS
            })
    void shouldPrintAsLibtraceeventDoes(String printFmt, String expected) throws Exception {
        assertThat(printed(printFmt.replace("`", ""))).isEqualTo(expected.replace("`", ""));
    }

    @Test
    void shouldShowFieldsWhenNothingCanBePrinted() throws Exception {
        assertThat(printed("")).isEqualTo(ALL_FIELDS);
        assertThat(printed("REC->a")).isEqualTo(ALL_FIELDS);
        assertThat(printed("\"%d\", (")).isEqualTo(ALL_FIELDS);
        assertThat(printed("\"%d\", 99999999999999999999999999")).isEqualTo(ALL_FIELDS);
    }

    @Test
    void shouldBoundNestingAndWidth() throws Exception {
        assertThat(printed("\"%d\", " + "(".repeat(100_000) + "1" + ")".repeat(100_000)))
                .isEqualTo(ALL_FIELDS);
        assertThat(printed("\"%d\", " + "-".repeat(100_000) + "1")).isEqualTo(ALL_FIELDS);
        assertThat(printed("\"%d\", REC->b" + " + REC->b".repeat(100_000))).isEqualTo(ALL_FIELDS);
        assertThat(printed("\"%999999999d\", 1")).hasSize(Conversion.MOST_WIDTH);
        assertThat(printed("\"%*d\", 999999999, 1")).hasSize(Conversion.MOST_WIDTH);
    }

    @Test
    void shouldNotLetTextsSteerTheTerminal() throws Exception {
        assertThat(printed("\"%s\\n\", \"a\\n\"")).isEqualTo("a\\n");
        assertThat(line("\"%s\", REC->arr")).endsWith("??\ufffd?\n");
    }

    private static String printed(String printFmt) throws InvalidFormatException {
        String line = line(printFmt);
        return line.substring(line.indexOf("e:") + 22, line.length() - 1);
    }

    private static String line(String printFmt) throws InvalidFormatException {
        EventCatalog catalog = new EventCatalog();
        catalog.register("x", EventFormat.parse(FIELDS + printFmt + "\n"));
        ByteBuffer payload = payload();
        StringBuilder out = new StringBuilder();
        LinePrinter.text(catalog, tid -> "main").event(payload, 0, payload.limit(), 1, 0, out);
        return out.toString();
    }

    private static ByteBuffer payload() {
        ByteBuffer payload = ByteBuffer.allocate(48).order(ByteOrder.LITTLE_ENDIAN);
        payload.putInt(ID).putInt(77).putLong(0x10_0000_0103L).putInt(-5).put((byte) -5);
        payload.put("hi\0x\0\0\0".getBytes(StandardCharsets.US_ASCII)).putInt(6 << 16 | 40);
        payload.put((byte) 1).put((byte) 0).putShort((short) -300);
        payload.put(new byte[] {1, 2, -3, 4}).put("hélo\0".getBytes(StandardCharsets.UTF_8));
        return payload.rewind();
    }
}
