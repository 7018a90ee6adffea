package io.ringtail.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.proto.event.EventProperties;
import java.util.List;
import org.junit.jupiter.api.Test;

final class EventTableTest {
    private static final ListedEvent ORDER = event("""
            name: order
            ID: 7
            format:
            \tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;

            \tfield:s8 state;\toffset:8;\tsize:1;\tsigned:1;
            \tfield:s64 price;\toffset:16;\tsize:8;\tsigned:1;
            \tfield:__data_loc char[] customer;\toffset:24;\tsize:4;\tsigned:0;

            print fmt: "state=%s price=%lld customer=%s", __print_symbolic(REC->state, { 0, "NEW" }, { -1, "GONE" }), \
            REC->price, __get_str(customer)
            """);

    private static ListedEvent event(String format) {
        EventProperties properties = EventProperties.parse("""
                label: Order
                level: info
                price.unit: EUR
                price.description: Without tax.
                """);
        return new ListedEvent(new EventFormats.Event(7, "shop:order", true, format, properties));
    }

    @Test
    void shouldShowAnEventOnALineWithUnits() {
        assertThat(lines(false, Integer.MAX_VALUE))
                .containsExactly(
                        "EVENT       ID  ENABLED  LEVEL  LABEL  FIELDS",
                        "shop:order   7  yes      info   Order  s8 state, s64 price [EUR], string customer");
    }

    @Test
    void shouldContinueFieldsOnTheNextLineOfANarrowTerminal() {
        assertThat(lines(false, 74))
                .containsExactly(
                        "EVENT       ID  ENABLED  LEVEL  LABEL  FIELDS",
                        "shop:order   7  yes      info   Order  s8 state, s64 price [EUR],",
                        "                                       string customer");
    }

    @Test
    void shouldShowTheNamesOfValuesInDetail() {
        assertThat(lines(true, Integer.MAX_VALUE))
                .contains(
                        "  state                                s8 state",
                        "                                       one of 0 NEW, -1 GONE",
                        "  price                                s64 price [EUR]: Without tax.");
    }

    @Test
    void shouldShowAFormatThatCannotBeParsedAsUnknown() {
        EventTable table = new EventTable(true, 80);
        table.add(event("name: x"));
        StringBuilder out = new StringBuilder();
        table.appendTo(out);
        assertThat(out.toString()).contains("Order  ?\n");
    }

    @Test
    void shouldBreakAtBlanksOnly() {
        assertThat(EventTable.wrapped("aa bb cccccc d", 5)).containsExactly("aa bb", "cccccc", "d");
        assertThat(EventTable.wrapped("", 5)).containsExactly("");
    }

    @Test
    void shouldPrintAllOfIt() {
        assertThat(EventJson.of(ORDER)).isEqualTo("""
                {"event":"shop:order","id":7,"enabled":true,"level":"info","label":"Order","fields":[\
                {"name":"state","type":"s8","values":{"0":"NEW","-1":"GONE"}},\
                {"name":"price","type":"s64","unit":"EUR","description":"Without tax."},\
                {"name":"customer","type":"string"}]}""");
    }

    private static List<String> lines(boolean detailed, int columns) {
        EventTable table = new EventTable(detailed, columns);
        table.add(ORDER);
        StringBuilder out = new StringBuilder();
        table.appendTo(out);
        return out.toString().lines().toList();
    }
}
