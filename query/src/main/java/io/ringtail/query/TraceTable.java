package io.ringtail.query;

import java.util.List;
import java.util.function.Supplier;

/**
 * A table whose rows are decoded while a query reads them.
 *
 * @param merged whether its rows need the events of all CPUs in their order
 * @param rows creates a thread's maker of rows
 */
record TraceTable(List<Column> columns, boolean merged, Supplier<RowSource> rows) {}
