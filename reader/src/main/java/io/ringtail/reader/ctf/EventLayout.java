package io.ringtail.reader.ctf;

import io.ringtail.proto.event.EventFormat;
import io.ringtail.proto.event.FormatField;
import io.ringtail.reader.EventView;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** How the events of a format are declared and written. */
final class EventLayout {
    private final int id;
    private final String name;
    private final List<FormatField> declared;
    private final FieldLayout[] fields;

    private EventLayout(int id, String name, List<FormatField> declared, List<FieldLayout> fields) {
        this.id = id;
        this.name = name;
        this.declared = declared;
        this.fields = fields.toArray(FieldLayout[]::new);
    }

    /** The layout of an event's format: all fields but the common ones. */
    static EventLayout of(int id, EventView event, EventFormat format) {
        Set<String> taken = new HashSet<>();
        List<FieldLayout> fields = new ArrayList<>();
        for (int i = 0; i < format.fields().size(); i++) {
            if (!event.isCommon(i)) {
                fields.add(FieldLayout.of(event, i, format.fields().get(i), taken));
            }
        }
        return new EventLayout(id, event.system() + ":" + format.name(), format.fields(), fields);
    }

    int id() {
        return id;
    }

    void append(EventView event, PacketBuffer out) {
        for (FieldLayout field : fields) {
            field.append(event, declared.get(field.index()), out);
        }
    }

    /** Appends the declaration in TSDL. */
    void describe(StringBuilder out) {
        out.append("event {\n\tname = ").append(Tsdl.quoted(name)).append(";\n\tid = ");
        out.append(id).append(";\n\tfields := struct {\n");
        for (FieldLayout field : fields) {
            out.append("\t\t").append(field.declaration()).append('\n');
        }
        out.append("\t};\n};\n\n");
    }
}
