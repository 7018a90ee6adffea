package io.ringtail.query;

import java.util.stream.IntStream;
import org.duckdb.DuckDBDataChunkWriter;
import org.duckdb.DuckDBTableFunction;
import org.duckdb.DuckDBTableFunctionBindInfo;
import org.duckdb.DuckDBTableFunctionCallInfo;
import org.duckdb.DuckDBTableFunctionInitInfo;

/** DuckDB's access to the tables: {@code ringtail_table(NUMBER)}. */
final class TableFunction implements DuckDBTableFunction<TraceTable, Scan, Worker> {
    static final String NAME = "ringtail_table";

    private final Scans scans;

    TableFunction(Scans scans) {
        this.scans = scans;
    }

    @Override
    public TraceTable bind(DuckDBTableFunctionBindInfo info) {
        TraceTable table = scans.table(info.getParameter(0).getInt());
        table.columns()
                .forEach(column ->
                        info.addResultColumn(column.name(), column.type().written()));
        return table;
    }

    @Override
    public Scan init(DuckDBTableFunctionInitInfo info) {
        Scan scan = new Scan(info.getBindData(), scans.files());
        info.setMaxThreads(Math.max(1, scan.parts()));
        return scan;
    }

    @Override
    public Worker localInit(DuckDBTableFunctionInitInfo info) {
        // A column that no table has, as for a count, is a huge number.
        int[] columns = IntStream.range(0, Math.toIntExact(info.getColumnCount()))
                .map(column -> (int) Math.min(Integer.MAX_VALUE, info.getColumnIndex(column) & Long.MAX_VALUE))
                .toArray();
        return new Worker(info.getBindData(), columns);
    }

    @Override
    public long apply(DuckDBTableFunctionCallInfo call, DuckDBDataChunkWriter out) throws Exception {
        Worker worker = call.getLocalInitData();
        try {
            return worker.fill(call.getInitData(), out);
        } catch (Exception e) {
            scans.failed(e);
            throw e;
        }
    }
}
