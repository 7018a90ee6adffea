package io.ringtail.query;

import io.ringtail.reader.EventView;
import io.ringtail.reader.LossCause;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Losses as rows, each with the time of the first event after it. */
final class LossRows implements RowSource {
    /** The columns of losses. */
    static final List<Column> COLUMNS = PlaceColumns.and(
            PlaceColumns.SOURCE,
            new Column("ts", ColumnType.BIGINT),
            new Column("wall", ColumnType.BIGINT),
            new Column("cpu", ColumnType.INTEGER),
            new Column("lost", ColumnType.BIGINT),
            new Column("cause", ColumnType.TEXT));

    private static final int TS = 3;
    private static final int WALL = 4;
    private static final int CPU = 5;
    private static final int LOST = 6;

    private final Deque<Loss> ready = new ArrayDeque<>();
    private final Deque<Loss> waiting = new ArrayDeque<>();
    private @Nullable TracePart part;
    private @Nullable Chunk chunk;

    /** A loss, as a row. */
    private record Loss(
            TracePart part,
            @Nullable Long ts,
            int cpu,
            @Nullable Long lost,
            LossCause cause) implements Row {
        Loss before(long eventNs) {
            return new Loss(part, eventNs, cpu, lost, cause);
        }

        @Override
        public void put(int column, Cell cell) {
            switch (column) {
                case TS -> PlaceColumns.putNumber(ts, cell);
                case WALL -> putWall(cell);
                case CPU -> cell.number(cpu);
                case LOST -> PlaceColumns.putNumber(lost, cell);
                case LOST + 1 -> cell.text(cause.name().toLowerCase(Locale.ROOT));
                default -> putSource(column, cell);
            }
        }

        private void putWall(Cell cell) {
            if (ts == null) {
                cell.nothing();
            } else {
                PlaceColumns.putWall(part, ts, cell);
            }
        }

        private void putSource(int column, Cell cell) {
            if (column < TS) {
                PlaceColumns.putSource(column, part, cell);
            }
        }
    }

    @Override
    public void begin(TracePart from, Chunk into) {
        part = from;
        chunk = into;
    }

    @Override
    public void onEvent(EventView event) {
        for (Loss loss = waiting.poll(); loss != null; loss = waiting.poll()) {
            ready.add(loss.before(event.timestampNs()));
        }
    }

    @Override
    public void onLost(int cpu, long count, LossCause cause) {
        if (part != null) {
            waiting.add(new Loss(part, null, cpu, count < 0 ? null : count, cause));
        }
    }

    @Override
    public void drain() {
        if (chunk != null) {
            chunk.take(ready);
        }
    }

    @Override
    public void end() {
        ready.addAll(waiting);
        waiting.clear();
    }
}
