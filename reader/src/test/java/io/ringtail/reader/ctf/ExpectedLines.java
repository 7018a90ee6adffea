package io.ringtail.reader.ctf;

import io.ringtail.proto.event.EventFormat;
import io.ringtail.proto.event.FormatField;
import io.ringtail.reader.EventSink;
import io.ringtail.reader.EventView;
import io.ringtail.reader.LossCause;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;

/** Passes events on, and writes them as babeltrace2 prints them, from their fields and formats. */
final class ExpectedLines implements EventSink {
    private final EventSink next;
    private final List<String> lines = new ArrayList<>();

    ExpectedLines(EventSink next) {
        this.next = next;
    }

    List<String> lines() {
        return lines;
    }

    @Override
    public void onEvent(EventView event) {
        EventFormat format = event.format();
        if (format != null) {
            String comm = event.comm();
            lines.add(String.format(
                    Locale.ROOT,
                    "[%020d] %s:%s: { cpu_id = %d }, { vtid = %d, vpid = %d, procname = \"%s\" }%s",
                    event.timestampNs(),
                    event.system(),
                    format.name(),
                    event.cpu(),
                    event.tid(),
                    event.pid(),
                    comm == null ? "" : comm,
                    fields(event, format)));
        }
        next.onEvent(event);
    }

    private static String fields(EventView event, EventFormat format) {
        StringJoiner fields = new StringJoiner(", ", ", { ", " }").setEmptyValue("");
        for (int i = 0; i < format.fields().size(); i++) {
            FormatField field = format.fields().get(i);
            if (!event.isCommon(i)) {
                int size = field.elementSize();
                fields.add(
                        switch (event.kind(i)) {
                            case NUMBER, BOOLEAN -> field.name() + " = " + single(event, i, field);
                            case FLOATING -> field.name() + " = " + shortest(event.floating(i));
                            case TEXT ->
                                field.name() + " = \""
                                        + event.text(i).toString().replace("\n", "\\n") + "\"";
                            case NUMBERS -> numbers(event, i, field, size);
                        });
            }
        }
        return fields.toString();
    }

    private static String shortest(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }

    private static String single(EventView event, int index, FormatField field) {
        String number = number(event.number(index), field.size(), field.signed(), event.isHex(index));
        String label = event.label(index);
        int unused = Long.SIZE - field.size() * Byte.SIZE;
        if (event.labels(index).keySet().stream().noneMatch(bits -> bits << unused >>> unused == bits)) {
            return number;
        }
        return "( " + (label == null ? "<unknown>" : '"' + label + '"') + " : container = " + number + " )";
    }

    private static String number(long value, int size, boolean signed, boolean hex) {
        if (hex) {
            int unused = Long.SIZE - size * Byte.SIZE;
            return "0x" + Long.toHexString(value << unused >>> unused).toUpperCase(Locale.ROOT);
        }
        return signed ? Long.toString(value) : Long.toUnsignedString(value);
    }

    private static String numbers(EventView event, int index, FormatField field, int size) {
        StringJoiner elements = new StringJoiner(", ", "[ ", " ]").setEmptyValue("[ ]");
        int count = event.elements(index);
        for (int i = 0; i < count; i++) {
            elements.add("[" + i + "] = " + number(event.element(index, i), size, field.signed(), event.isHex(index)));
        }
        boolean fixed = !field.dynamic() && field.arrayLength() > 0 && field.arrayLength() <= 64;
        String length = fixed ? "" : "_" + field.name() + "_length = " + count + ", ";
        return length + field.name() + " = " + elements;
    }

    @Override
    public void onLost(int cpu, long count, LossCause cause) {
        next.onLost(cpu, count, cause);
    }

    @Override
    public void onLate(int cpu, long byNs) {
        next.onLate(cpu, byNs);
    }

    @Override
    public void onBuffer(String name) {
        next.onBuffer(name);
    }
}
