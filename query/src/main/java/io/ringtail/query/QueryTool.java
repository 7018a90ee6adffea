package io.ringtail.query;

import io.ringtail.reader.tracedat.TraceDatException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.spi.ToolProvider;

/**
 * The entry point of this module, found by {@link java.util.ServiceLoader}: runs one query.
 *
 * <p>Arguments, each NAME=VALUE: {@code file} and {@code host}, repeated, in the same order; {@code sql} or {@code ask};
 * {@code format}, that is {@code table}, {@code csv} or {@code json}; or {@code parquet}, the file to write instead;
 * {@code memory}, in bytes, for DuckDB, and {@code temporary}, the directory of what needs more.
 */
public final class QueryTool implements ToolProvider {
    /** The tool's name. */
    public static final String NAME = "ringtail-query";

    /** Creates the tool. */
    public QueryTool() {}

    @Override
    public String name() {
        return NAME;
    }

    /**
     * Runs the query; always returns 0.
     *
     * @throws UncheckedIOException if it fails, with a message that names the remedy
     * @throws IllegalArgumentException if an argument is invalid
     */
    @Override
    public int run(PrintWriter out, PrintWriter err, String... arguments) {
        QueryArguments parsed = QueryArguments.parse(arguments);
        try (Database database = Database.open(TraceFiles.of(parsed), parsed.limits())) {
            Path parquet = parsed.parquet();
            if (parquet == null) {
                database.query(parsed.sql(), ResultWriter.of(parsed.format(), new Lines(out)));
                out.flush();
            } else {
                database.copyToParquet(parsed.sql(), parquet);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (TraceDatException | SQLException e) {
            throw new UncheckedIOException(new IOException(e.getMessage(), e));
        }
        return 0;
    }
}
