package io.ringtail.query;

import io.ringtail.proto.event.EventFormat;
import io.ringtail.proto.event.FormatField;
import io.ringtail.reader.format.LabelledFields;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An event type of all files: the columns of its fields, of whatever files have them. */
final class EventType {
    private static final String COMMON = "common_";

    private final String system;
    private final String name;
    private String view = "";
    private final Map<String, ColumnType> columns = new LinkedHashMap<>();
    private final IdentityHashMap<TraceFile, Map<Integer, EventFormat>> formats = new IdentityHashMap<>();

    EventType(String system, String name) {
        this.system = system;
        this.name = name;
    }

    String system() {
        return system;
    }

    String name() {
        return name;
    }

    /** Returns the name of its view, quoted; empty before it is known. */
    String view() {
        return view;
    }

    void named(String quotedView) {
        view = quotedView;
    }

    /** Adds the type as a file has it. */
    void add(TraceFile file, EventFormat format) {
        formats.computeIfAbsent(file, key -> new HashMap<>()).put(format.id(), format);
        BitSet labelled = LabelledFields.of(format);
        for (int i = 0; i < format.fields().size(); i++) {
            FormatField field = format.fields().get(i);
            if (!isCommon(field)) {
                columns.merge(field.name(), ColumnType.of(field, labelled.get(i)), ColumnType::with);
            }
        }
    }

    private static boolean isCommon(FormatField field) {
        return field.name().startsWith(COMMON) && field.offset() < Long.BYTES;
    }

    /** Returns the columns: the common ones, then the fields, renamed where their names are taken. */
    List<Column> columns() {
        List<Column> all = new ArrayList<>(PlaceColumns.EVENT);
        Names names = new Names(PlaceColumns.EVENT.stream().map(Column::name).toList());
        columns.forEach((field, type) -> all.add(new Column(names.take(field), type)));
        return all;
    }

    /** Returns, for each id that the type has in a file, the field of each column, -1 if it has none; otherwise null. */
    int[][] fields(TraceFile file) {
        Map<Integer, EventFormat> ofFile = formats.getOrDefault(file, Map.of());
        int most = ofFile.keySet().stream().mapToInt(Integer::intValue).max().orElse(-1);
        int[][] fields = new int[most + 1][];
        ofFile.forEach((id, format) -> fields[id] = columns.keySet().stream()
                .mapToInt(field -> index(format, field))
                .toArray());
        return fields;
    }

    private static int index(EventFormat format, String name) {
        for (int i = 0; i < format.fields().size(); i++) {
            FormatField field = format.fields().get(i);
            if (!isCommon(field) && field.name().equals(name)) {
                return i;
            }
        }
        return -1;
    }
}
