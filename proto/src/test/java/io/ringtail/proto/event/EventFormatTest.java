package io.ringtail.proto.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringtail.proto.event.FormatField.Location;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventFormatTest {
    private static final String[] SAMPLES = {
        "ftrace__print",
        "ftrace__raw_data",
        "irq__irq_handler_entry",
        "raw_syscalls__sys_enter",
        "sched__sched_switch",
        "sched__sched_wakeup"
    };

    private static String sample(String name) throws IOException {
        try (InputStream in = EventFormatTest.class.getResourceAsStream("format_" + name + ".txt")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static FormatField declared(String declaration, int size) throws InvalidFormatException {
        return EventFormat.parse(
                        "name: e\nID: 1\n\tfield:" + declaration + ";\toffset:8;\tsize:" + size + ";\tsigned:0;\n")
                .fields()
                .get(0);
    }

    @Test
    void shouldParseTheKernelsSchedSwitch() throws Exception {
        EventFormat format = EventFormat.parse(sample("sched__sched_switch"));

        assertThat(format.name()).isEqualTo("sched_switch");
        assertThat(format.id()).isEqualTo(372);
        assertThat(format.fields()).hasSize(11);
        assertThat(format.field("common_type"))
                .hasValue(new FormatField(
                        "unsigned short", "common_type", 0, 2, false, Location.FIXED, FormatField.NO_ARRAY));
        assertThat(format.field("prev_comm"))
                .hasValue(new FormatField("char", "prev_comm", 8, 16, false, Location.FIXED, 16));
        assertThat(format.field("prev_state"))
                .hasValue(new FormatField("long", "prev_state", 32, 8, true, Location.FIXED, FormatField.NO_ARRAY));
        assertThat(format.printFmt()).startsWith("\"prev_comm=%s ").endsWith("REC->next_prio");
    }

    @Test
    void shouldParseTheKernelsArraysAndDynamicFields() throws Exception {
        assertThat(EventFormat.parse(sample("raw_syscalls__sys_enter")).field("args"))
                .hasValueSatisfying(field -> {
                    assertThat(field.arrayLength()).isEqualTo(6);
                    assertThat(field.elementSize()).isEqualTo(8);
                });
        assertThat(EventFormat.parse(sample("irq__irq_handler_entry")).field("name"))
                .hasValue(new FormatField("char[]", "name", 12, 4, false, Location.DATA_LOC, 0));
        assertThat(EventFormat.parse(sample("ftrace__print")).field("buf"))
                .hasValue(new FormatField("char", "buf", 16, 0, false, Location.FIXED, 0));
    }

    @Test
    void shouldParseDeclarationsThatOtherKernelsWrite() throws Exception {
        assertThat(declared("__rel_loc u8[] data", 4).location()).isEqualTo(Location.REL_LOC);
        assertThat(declared("const char * name", 8).type()).isEqualTo("const char *");
        assertThat(declared("const char *name", 8).type()).isEqualTo("const char *");
        assertThat(declared("char comm[TASK_COMM_LEN]", 16).arrayLength()).isEqualTo(16);
        assertThat(declared("u32 words[1 << 2]", 16).arrayLength()).isEqualTo(4);
        assertThat(declared("unsigned char saddr[sizeof(struct sockaddr_in6)]", 28)
                        .arrayLength())
                .isEqualTo(28);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "name: e\n",
                "ID: 1\n",
                "name: \nID: 1\n",
                "name: e\nID: -1\n",
                "name: e\nID: 65536\n",
                "name: e\nID: 99999999999999999999\n",
                "name: a b\nID: 1\n",
                "hello\n",
                "name: e\nID: 1\n\tfield:u8 a;\toffset:0;\n",
                "name: e\nID: 1\n\tfield:a;\toffset:0;\tsize:1;\tsigned:0;\n",
                "name: e\nID: 1\n\tfield:u8 a[;\toffset:0;\tsize:1;\tsigned:0;\n",
                "name: e\nID: 1\n\tfield:u8 ];\toffset:0;\tsize:1;\tsigned:0;\n",
                "name: e\nID: 1\n\tfield:u8 a;\toffset:-1;\tsize:1;\tsigned:0;\n",
                "name: e\nID: 1\n\tfield:u8 a;\toffset:0;\tsize:1048577;\tsigned:0;\n",
                "name: e\nID: 1\n\tfield:u8 a;\tsize:0;\toffset:1;\tsigned:0;\n",
                "name: e\nID: 1\n\tfield:__data_loc char[] a;\toffset:0;\tsize:8;\tsigned:0;\n",
                "name: e\nID: 1\n\tfield:u8 a;\toffset:0;\tsize:1;\tsigned:2;\n",
            })
    void shouldRefuseWhatIsNoFormat(String text) {
        assertThatThrownBy(() -> EventFormat.parse(text))
                .isInstanceOf(InvalidFormatException.class)
                .satisfies(e -> assertThat(e.getMessage()).matches("[ -~]+").hasSizeLessThan(400));
    }

    @Test
    void shouldRefuseMoreThanItsLimits() {
        assertThatThrownBy(() -> EventFormat.parse("x".repeat(EventFormat.MAX_TEXT_LENGTH + 1)))
                .isInstanceOf(InvalidFormatException.class);
        StringBuilder many = new StringBuilder("name: e\nID: 1\n");
        for (int i = 0; i <= EventFormat.MAX_FIELDS; i++) {
            many.append("field:u8 f").append(i).append(";offset:0;size:1;signed:0;\n");
        }
        assertThatThrownBy(() -> EventFormat.parse(many.toString()))
                .isInstanceOf(InvalidFormatException.class)
                .hasMessageContaining("1024");
    }

    @Test
    void shouldGiveAFormatOrRefuseWhateverTheText() throws IOException {
        Random random = new Random(6);
        String alphabet = " \t\n\0;:[]_*0179azREC\u00e9\ud83d";
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder(sample(SAMPLES[i % SAMPLES.length]));
            for (int flips = random.nextInt(6); flips >= 0; flips--) {
                int at = random.nextInt(text.length());
                text.setCharAt(at, alphabet.charAt(random.nextInt(alphabet.length())));
            }
            text.setLength(random.nextInt(text.length()) + 1);
            parseHostile(text.toString());
        }
    }

    private static void parseHostile(String text) {
        try {
            assertThat(EventFormat.parse(text).fields()).allSatisfy(field -> {
                assertThat(field.size()).isBetween(0, EventFormat.MAX_EXTENT);
                assertThat(field.arrayLength()).isBetween(FormatField.NO_ARRAY, field.size());
            });
        } catch (InvalidFormatException e) {
            assertThat(e.getMessage()).matches("[ -~]+").hasSizeLessThan(400);
        }
    }
}
