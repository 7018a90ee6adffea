package io.ringtail.reader.perfetto;

import io.ringtail.proto.event.FormatField;
import io.ringtail.reader.EventView;
import io.ringtail.reader.protobuf.ProtoBuffer;
import io.ringtail.reader.spans.EventShape;
import java.util.List;

/** Writes an event's fields as the arguments of a track event, with their types. */
final class Arguments {
    private static final int ANNOTATION = 4;
    private static final int NAME = 1;
    private static final int BOOL = 2;
    private static final int UNSIGNED = 3;
    private static final int SIGNED = 4;
    private static final int FLOATING = 5;
    private static final int TEXT = 6;
    private static final int ARRAY = 12;

    private final Interned names;

    Arguments(Interned names) {
        this.names = names;
    }

    /** Appends all fields but the common ones and those that are shown in another way. */
    void append(ProtoBuffer out, EventView event, EventShape shape, ProtoBuffer added) {
        List<FormatField> fields = shape.format().fields();
        for (int i = 0; i < fields.size(); i++) {
            if (!event.isCommon(i) && !shape.isStructural(i)) {
                int start = begin(out, fields.get(i).name(), added);
                value(out, event, i, fields.get(i).signed());
                out.end(start);
            }
        }
    }

    private int begin(ProtoBuffer out, String name, ProtoBuffer added) {
        int number = names.number(name, added);
        int start = out.begin(ANNOTATION);
        out.number(NAME, number);
        return start;
    }

    private static void value(ProtoBuffer out, EventView event, int field, boolean signed) {
        switch (event.kind(field)) {
            case BOOLEAN -> out.bool(BOOL, event.number(field) != 0);
            case FLOATING -> out.floating(FLOATING, event.floating(field));
            case TEXT -> out.text(TEXT, event.text(field));
            case NUMBERS -> {
                for (int i = 0; i < event.elements(field); i++) {
                    int element = out.begin(ARRAY);
                    out.number(signed ? SIGNED : UNSIGNED, event.element(field, i));
                    out.end(element);
                }
            }
            case NUMBER -> {
                String label = event.label(field);
                if (label == null) {
                    out.number(signed ? SIGNED : UNSIGNED, event.number(field));
                } else {
                    out.text(TEXT, label);
                }
            }
        }
    }

    /** Appends an argument that is true. */
    void flag(ProtoBuffer out, String name, ProtoBuffer added) {
        int start = begin(out, name, added);
        out.bool(BOOL, true);
        out.end(start);
    }

    /** Appends a number. */
    void number(ProtoBuffer out, String name, long value, ProtoBuffer added) {
        int start = begin(out, name, added);
        out.number(UNSIGNED, value);
        out.end(start);
    }
}
