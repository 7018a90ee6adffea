package io.ringtail.query;

import io.ringtail.proto.event.EventFormat;
import io.ringtail.reader.EventView;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Events as rows: those of one type, by its fields, or all. */
final class EventRows implements RowSource, Row {
    /** The columns of all events. */
    static final List<Column> ALL = PlaceColumns.and(
            PlaceColumns.EVENT,
            new Column("system", ColumnType.TEXT),
            new Column("name", ColumnType.TEXT),
            new Column("text", ColumnType.TEXT));

    private static final int FIXED = PlaceColumns.EVENT.size();

    private final @Nullable EventType type;
    private final StringBuilder text = new StringBuilder();
    private int @Nullable [][] fields;
    private @Nullable TracePart part;
    private @Nullable Chunk chunk;
    private @Nullable EventView event;

    /**
     * Creates a maker of rows.
     *
     * @param type the events' type; null for all
     */
    EventRows(@Nullable EventType type) {
        this.type = type;
    }

    @Override
    public void begin(TracePart from, Chunk into) {
        part = from;
        chunk = into;
        fields = type == null ? null : type.fields(from.file());
    }

    @Override
    public void onEvent(EventView next) {
        if (chunk != null && (fields == null || (next.id() < fields.length && fields[next.id()] != null))) {
            event = next;
            chunk.add(this);
        }
    }

    @Override
    public void put(int column, Cell cell) {
        EventView of = event;
        if (of == null || part == null) {
            return;
        }
        if (column < FIXED) {
            PlaceColumns.put(column, part, of, cell);
        } else if (fields != null) {
            putField(fields[of.id()], column - FIXED, of, cell);
        } else {
            putText(column - FIXED, of, cell);
        }
    }

    private static void putField(int[] indices, int column, EventView of, Cell cell) {
        if (column >= indices.length || indices[column] < 0) {
            cell.nothing();
        } else {
            FieldValue.put(of, indices[column], cell);
        }
    }

    private void putText(int column, EventView of, Cell cell) {
        EventFormat format = of.format();
        if (column == 0) {
            cell.text(of.system());
        } else if (column == 1) {
            cell.text(format == null ? null : format.name());
        } else if (column == 2) {
            text.setLength(0);
            of.print(text);
            cell.text(text.toString());
        }
    }
}
