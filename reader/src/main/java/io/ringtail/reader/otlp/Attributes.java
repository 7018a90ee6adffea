package io.ringtail.reader.otlp;

import io.ringtail.proto.event.EventFormat;
import io.ringtail.proto.event.FormatField;
import io.ringtail.reader.EventView;
import io.ringtail.reader.protobuf.ProtoBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes attributes, {@code KeyValue} messages: the fields of events with their types, and others. */
final class Attributes {
    private static final int KEY = 1;
    private static final int VALUE = 2;
    private static final int TEXT = 1;
    private static final int BOOL = 2;
    private static final int NUMBER = 3;
    private static final int FLOATING = 4;
    private static final int ARRAY = 5;
    private static final int ELEMENTS = 1;
    /** Before the name of an end's field that the begin has, too, since names are unique in a span. */
    private static final String OF_END = "end.";

    /** The number of the attributes' field in the message that they are part of. */
    private final int number;

    Attributes(int number) {
        this.number = number;
    }

    /**
     * Appends the fields of an event.
     *
     * @param left fields that are shown in another way, by their names
     * @param begin the format of the span's begin, if the event is its end
     */
    void fields(ProtoBuffer out, EventView event, EventFormat format, List<String> left, @Nullable EventFormat begin) {
        List<FormatField> fields = format.fields();
        for (int i = 0; i < fields.size(); i++) {
            String name = fields.get(i).name();
            if (event.isCommon(i) || left.contains(name)) {
                continue;
            }
            boolean isTaken = begin != null && begin.field(name).isPresent();
            int attribute = key(out, isTaken ? OF_END + name : name);
            int value = out.begin(VALUE);
            value(out, event, i);
            out.end(value);
            out.end(attribute);
        }
    }

    private static void value(ProtoBuffer out, EventView event, int field) {
        switch (event.kind(field)) {
            case BOOLEAN -> out.bool(BOOL, event.number(field) != 0);
            case FLOATING -> out.floating(FLOATING, event.floating(field));
            case TEXT -> out.text(TEXT, event.text(field));
            case NUMBERS -> {
                int array = out.begin(ARRAY);
                for (int i = 0; i < event.elements(field); i++) {
                    int element = out.begin(ELEMENTS);
                    out.number(NUMBER, event.element(field, i));
                    out.end(element);
                }
                out.end(array);
            }
            case NUMBER -> {
                String label = event.label(field);
                if (label == null) {
                    out.number(NUMBER, event.number(field));
                } else {
                    out.text(TEXT, label);
                }
            }
        }
    }

    void text(ProtoBuffer out, String name, CharSequence value) {
        int attribute = key(out, name);
        int at = out.begin(VALUE);
        out.text(TEXT, value);
        out.end(at);
        out.end(attribute);
    }

    void number(ProtoBuffer out, String name, long value) {
        int attribute = key(out, name);
        int at = out.begin(VALUE);
        out.number(NUMBER, value);
        out.end(at);
        out.end(attribute);
    }

    private int key(ProtoBuffer out, String name) {
        int attribute = out.begin(number);
        out.text(KEY, name);
        return attribute;
    }
}
