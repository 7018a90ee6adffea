package io.ringtail.query;

import io.ringtail.proto.event.FormatField;
import io.ringtail.reader.FieldKind;
import java.util.Locale;
import org.duckdb.DuckDBColumnType;

/** The type of a column: how a table function writes it, and what a view makes of that. */
enum ColumnType {
    /** Integers of up to 4 bytes, except u32. */
    INTEGER(DuckDBColumnType.INTEGER, "%s"),
    /** u32 and s64. */
    BIGINT(DuckDBColumnType.BIGINT, "%s"),
    /** u64: written as its bits, since the function's own unsigned values are objects. */
    UBIGINT(DuckDBColumnType.BIGINT, "(CASE WHEN %1$s < 0 THEN 18446744073709551616 + %1$s ELSE %1$s END)::UBIGINT"),
    BOOLEAN(DuckDBColumnType.BOOLEAN, "%s"),
    DOUBLE(DuckDBColumnType.DOUBLE, "%s"),
    TEXT(DuckDBColumnType.VARCHAR, "%s"),
    /** Arrays: written as text, since table functions have no lists. */
    BIGINTS(DuckDBColumnType.VARCHAR, "%s::BIGINT[]"),
    UBIGINTS(DuckDBColumnType.VARCHAR, "%s::UBIGINT[]");

    private final DuckDBColumnType written;
    private final String shown;

    ColumnType(DuckDBColumnType written, String shown) {
        this.written = written;
        this.shown = shown;
    }

    /**
     * Returns the type for a field.
     *
     * @param labelled whether its values have names
     */
    static ColumnType of(FormatField field, boolean labelled) {
        return switch (FieldKind.of(field)) {
            case TEXT -> TEXT;
            case BOOLEAN -> BOOLEAN;
            case FLOATING -> DOUBLE;
            case NUMBERS -> field.signed() || field.elementSize() < Long.BYTES ? BIGINTS : UBIGINTS;
            case NUMBER -> labelled ? TEXT : number(field);
        };
    }

    private static ColumnType number(FormatField field) {
        if (field.size() < Integer.BYTES || (field.size() == Integer.BYTES && field.signed())) {
            return INTEGER;
        }
        return field.signed() || field.size() == Integer.BYTES ? BIGINT : UBIGINT;
    }

    /** Returns a type that holds the values of both. */
    ColumnType with(ColumnType other) {
        if (this == other) {
            return this;
        }
        boolean narrow = (this == INTEGER || this == BIGINT) && (other == INTEGER || other == BIGINT);
        return narrow ? BIGINT : TEXT;
    }

    /** Returns the type that a table function writes. */
    DuckDBColumnType written() {
        return written;
    }

    /** Returns the expression by which a view shows a column. */
    String shown(String column) {
        return String.format(Locale.ROOT, shown, column);
    }
}
