package io.ringtail.query;

import io.ringtail.reader.EventView;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The columns that each table begins with: where a row comes from. */
final class PlaceColumns {
    /** Host, file and buffer. */
    static final List<Column> SOURCE = List.of(
            new Column("host", ColumnType.TEXT),
            new Column("file", ColumnType.TEXT),
            new Column("buffer", ColumnType.TEXT));

    /** The source, and an event's time on the trace's clock and on the wall clock, its CPU and thread. */
    static final List<Column> EVENT = and(
            SOURCE,
            new Column("ts", ColumnType.BIGINT),
            new Column("wall", ColumnType.BIGINT),
            new Column("cpu", ColumnType.INTEGER),
            new Column("tid", ColumnType.INTEGER),
            new Column("pid", ColumnType.INTEGER),
            new Column("comm", ColumnType.TEXT));

    private static final int HOST = 0;
    private static final int FILE = 1;
    private static final int TS = 3;
    private static final int WALL = 4;
    private static final int CPU = 5;
    private static final int TID = 6;
    private static final int PID = 7;

    private PlaceColumns() {}

    /** Returns columns with more of them at their end. */
    static List<Column> and(List<Column> first, Column... more) {
        List<Column> all = new ArrayList<>(first);
        all.addAll(List.of(more));
        return List.copyOf(all);
    }

    /** Writes one of the columns of {@link #SOURCE}. */
    static void putSource(int column, TracePart part, Cell cell) {
        switch (column) {
            case HOST -> cell.text(part.file().host());
            case FILE -> cell.text(part.file().name());
            default -> cell.text(part.buffer());
        }
    }

    /** Writes one of the columns of {@link #EVENT}. */
    static void put(int column, TracePart part, EventView event, Cell cell) {
        if (column < SOURCE.size()) {
            putSource(column, part, cell);
            return;
        }
        switch (column) {
            case TS -> cell.number(event.timestampNs());
            case WALL -> putWall(part, event.timestampNs(), cell);
            case CPU -> cell.number(event.cpu());
            case TID -> cell.number(event.tid());
            case PID -> putPid(event.pid(), cell);
            default -> cell.text(event.comm());
        }
    }

    /** Writes a time in ns since 1970; nothing if the file does not say how its clock relates to the wall clock. */
    static void putWall(TracePart part, long timestampNs, Cell cell) {
        Long offset = part.file().wallOffsetNs();
        putNumber(offset == null ? null : (Long) (timestampNs + offset), cell);
    }

    /** Writes a process; nothing if it is unknown. */
    static void putPid(int pid, Cell cell) {
        if (pid == 0) {
            cell.nothing();
        } else {
            cell.number(pid);
        }
    }

    /** Writes a number; nothing for null. */
    static void putNumber(@Nullable Long number, Cell cell) {
        if (number == null) {
            cell.nothing();
        } else {
            cell.number(number);
        }
    }
}
