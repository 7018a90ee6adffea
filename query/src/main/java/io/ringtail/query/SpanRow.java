package io.ringtail.query;

import io.ringtail.reader.spans.SpanPlace;
import java.util.List;

/**
 * A span that has ended, as a row.
 *
 * @param state why it ended
 */
record SpanRow(
        TracePart part, SpanPlace place, String system, String name, SpanFrame frame, long lengthNs, SpanState state)
        implements Row {
    /** The columns of spans. */
    static final List<Column> COLUMNS = PlaceColumns.and(
            PlaceColumns.EVENT,
            new Column("system", ColumnType.TEXT),
            new Column("name", ColumnType.TEXT),
            new Column("dur", ColumnType.BIGINT),
            new Column("self", ColumnType.BIGINT),
            new Column("depth", ColumnType.INTEGER),
            new Column("kind", ColumnType.TEXT),
            new Column("id", ColumnType.BIGINT),
            new Column("state", ColumnType.TEXT));

    @Override
    public void put(int column, Cell cell) {
        switch (column) {
            case 0, 1, 2 -> PlaceColumns.putSource(column, part, cell);
            case 3 -> cell.number(frame.beginNs());
            case 4 -> PlaceColumns.putWall(part, frame.beginNs(), cell);
            case 5 -> cell.number(frame.cpu());
            case 6 -> cell.number(frame.tid());
            case 7 -> PlaceColumns.putPid(frame.pid(), cell);
            case 8 -> cell.text(frame.comm());
            case 9 -> cell.text(system);
            case 10 -> cell.text(name);
            case 11 -> cell.number(lengthNs);
            case 12 -> cell.number(frame.selfNs(lengthNs));
            case 13 -> cell.number(frame.depth());
            case 14 -> cell.text(kind());
            case 15 -> PlaceColumns.putNumber(place.isThread() ? null : (Long) place.id(), cell);
            default -> cell.text(state.text());
        }
    }

    private String kind() {
        if (place.isThread()) {
            return "thread";
        }
        return place.name().equals(SpanPlace.JAVA_THREADS) ? "java thread" : "async";
    }
}
