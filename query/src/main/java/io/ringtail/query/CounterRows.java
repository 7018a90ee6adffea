package io.ringtail.query;

import io.ringtail.reader.EventView;
import io.ringtail.reader.FieldKind;
import io.ringtail.reader.spans.EventShape;
import io.ringtail.reader.spans.EventShapes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Counters' values as rows. */
final class CounterRows implements RowSource, Row {
    /** The columns of counters. */
    static final List<Column> COLUMNS = PlaceColumns.and(
            PlaceColumns.EVENT,
            new Column("system", ColumnType.TEXT),
            new Column("name", ColumnType.TEXT),
            new Column("value", ColumnType.DOUBLE));

    private static final int SYSTEM = PlaceColumns.EVENT.size();
    private static final double UNSIGNED = 0x1p64;

    private EventShapes shapes = new EventShapes();
    private @Nullable TracePart part;
    private @Nullable Chunk chunk;
    private @Nullable EventView event;
    private @Nullable EventShape shape;

    @Override
    public void begin(TracePart from, Chunk into) {
        part = from;
        chunk = into;
        shapes = new EventShapes();
    }

    @Override
    public void onEvent(EventView next) {
        EventShape of = shapes.of(next);
        if (chunk != null && of != null && of.kind() == EventShape.Kind.COUNTER) {
            event = next;
            shape = of;
            chunk.add(this);
        }
    }

    @Override
    public void put(int column, Cell cell) {
        EventView of = event;
        EventShape as = shape;
        if (of == null || as == null || part == null) {
            return;
        }
        switch (column - SYSTEM) {
            case 0 -> cell.text(of.system());
            case 1 -> cell.text(as.name());
            case 2 -> cell.floating(value(of, as));
            default -> PlaceColumns.put(column, part, of, cell);
        }
    }

    private static double value(EventView event, EventShape shape) {
        double value = event.floating(shape.value());
        boolean isUnsigned = !shape.format().fields().get(shape.value()).signed();
        return value < 0 && isUnsigned && event.kind(shape.value()) == FieldKind.NUMBER ? value + UNSIGNED : value;
    }
}
