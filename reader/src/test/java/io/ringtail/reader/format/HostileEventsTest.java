package io.ringtail.reader.format;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.proto.event.EventFormat;
import io.ringtail.proto.event.FormatField;
import io.ringtail.proto.event.FormatField.Location;
import io.ringtail.reader.LinePrinter;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Formats and payloads by strangers: every one of them gives one line of each kind, and no exception. */
final class HostileEventsTest {
    private static final Location[] LOCATIONS = {Location.FIXED, Location.DATA_LOC, Location.REL_LOC};
    private static final String[] TOKENS = {
        "\"",
        "%",
        "%d",
        "%s",
        "%*.*s",
        "%p",
        "%5c",
        "%-08llx",
        "%.",
        "\\",
        ",",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        "?",
        ":",
        "REC->f0",
        "REC->f1",
        "REC->f2",
        "REC",
        "->",
        "f3",
        "__get_str(f1)",
        "__print_symbolic(",
        "__print_flags(",
        "__print_hex(REC->f2, 99999)",
        "__print_array(REC->f2, -1, 8)",
        "__get_dynamic_array_len(f1)",
        "(u8)",
        "(char *)",
        "((u64 *)__get_dynamic_array(f1))",
        "[REC->f0]",
        "0x",
        "08",
        "1",
        "-1",
        "~",
        "!",
        "&",
        "&&",
        "|",
        "<<",
        ">>",
        "/",
        "%",
        "+",
        "-",
        "*",
        "\"x\"",
        "{ 1, \"one\" }",
        " ",
        "'",
        "é"
    };

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void shouldPrintRandomFormatsAndPayloadsWithoutAnException(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 2_000; i++) {
            EventFormat format = randomFormat(random);
            EventCatalog catalog = new EventCatalog();
            catalog.register("x", format);
            ByteBuffer page = ByteBuffer.allocate(random.nextInt(200));
            random.nextBytes(page.array());
            if (page.limit() > 1) {
                page.put(0, (byte) 7).put(1, (byte) 0);
            }
            print(LinePrinter.text(catalog, tid -> null), page, random);
            print(LinePrinter.json(catalog, tid -> null), page, random);
        }
    }

    private static void print(LinePrinter formatter, ByteBuffer page, Random random) {
        StringBuilder out = new StringBuilder();
        formatter.event(page, 0, page.limit(), random.nextLong(), random.nextInt(), out);
        assertThat(out).endsWith("\n");
        out.setLength(0);
        formatter.event(page, random.nextInt(), random.nextInt(), random.nextLong(), random.nextInt(), out);
        assertThat(out).endsWith("\n");
    }

    private static EventFormat randomFormat(Random random) {
        List<FormatField> fields = new ArrayList<>();
        String[] types = {"u8", "s32", "char", "float", "bool", "unsigned long", "void *", "struct x"};
        for (int i = 0; i < 4; i++) {
            Location location = LOCATIONS[random.nextInt(LOCATIONS.length)];
            int size = location == Location.FIXED ? random.nextInt(20) : 4;
            int arrayLength = random.nextInt(size + 2) - 1;
            fields.add(new FormatField(
                    types[random.nextInt(types.length)],
                    "f" + i,
                    random.nextInt(EventFormat.MAX_EXTENT >> random.nextInt(20)),
                    size,
                    random.nextBoolean(),
                    location,
                    arrayLength));
        }
        StringBuilder printFmt = new StringBuilder(random.nextBoolean() ? "\"%d %s %x %*d %c\", REC->f0, " : "\"");
        for (int i = random.nextInt(12); i > 0; i--) {
            printFmt.append(TOKENS[random.nextInt(TOKENS.length)]);
            printFmt.append(random.nextInt(3) == 0 ? ", " : "");
        }
        return new EventFormat("e", 7, fields, printFmt.toString());
    }
}
