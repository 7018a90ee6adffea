package io.ringtail.query;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import org.duckdb.DuckDBDriver;
import org.duckdb.DuckDBFunctions;
import org.duckdb.DuckDBTableFunctionBuilder;

/** A database in memory with the views of some files. Not thread-safe. */
final class Database implements AutoCloseable {
    private static final String SEE =
            ": \"show all tables\" and \"describe VIEW\" list what there is, docs/query.md explains it";

    /** All that a streamed result says of its failure. */
    private static final String UNEXPLAINED = "Invalid result set";

    private final Connection connection;
    private final Scans scans;
    private final Limits limits;

    /**
     * The limits of a database.
     *
     * @param memoryBytes what DuckDB may allocate
     * @param temporary the directory of larger intermediate results
     */
    record Limits(long memoryBytes, Path temporary) {}

    private Database(Connection connection, Scans scans, Limits limits) {
        this.connection = connection;
        this.scans = scans;
        this.limits = limits;
    }

    /** Opens a database whose results are streamed: otherwise they are held in memory, beyond DuckDB's limit. */
    static Database open(List<TraceFile> files, Limits limits) throws SQLException {
        return open(files, limits, true);
    }

    private static Database open(List<TraceFile> files, Limits limits, boolean streamed) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty(DuckDBDriver.JDBC_STREAM_RESULTS, Boolean.toString(streamed));
        properties.setProperty("memory_limit", limits.memoryBytes() + "B");
        properties.setProperty("temp_directory", limits.temporary().toString());
        // A query reads files, and loads no code from anywhere.
        properties.setProperty("autoinstall_known_extensions", "false");
        Scans scans = new Scans(files);
        Connection connection = new DuckDBDriver().connect("jdbc:duckdb:", properties);
        try (DuckDBTableFunctionBuilder function = DuckDBFunctions.tableFunction()) {
            function.withName(TableFunction.NAME)
                    .withParameter(Integer.class)
                    .withProjectionPushdown()
                    .withFunction(new TableFunction(scans))
                    .register(connection);
            Views.create(connection, scans);
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
        return new Database(connection, scans, limits);
    }

    /** Runs statements, and writes the rows of the last one. */
    void query(String sql, ResultWriter writer) throws IOException {
        try (Statement statement = connection.createStatement()) {
            if (statement.execute(sql)) {
                writer.write(statement.getResultSet());
            }
        } catch (SQLException e) {
            throw failure(String.valueOf(e.getMessage()).contains(UNEXPLAINED) ? explained(sql, e) : e);
        }
    }

    /** Returns why a query failed, by running it again with its rows thrown away. */
    private SQLException explained(String sql, SQLException unexplained) {
        try (Database again = open(scans.files(), limits, false)) {
            again.copy(sql, "/dev/null", "FORMAT csv");
            return unexplained;
        } catch (SQLException reason) {
            return reason;
        }
    }

    /** Runs one statement, and writes its rows to a file of its own. */
    void copyToParquet(String sql, Path target) throws IOException {
        try {
            copy(sql, target.toString(), "FORMAT parquet, COMPRESSION zstd");
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    private void copy(String sql, String target, String options) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("COPY (" + sql.strip().replaceAll(";\\s*$", "") + "\n) TO " + Names.literal(target) + " ("
                    + options + ")");
        }
    }

    private IOException failure(SQLException e) {
        Exception reading = scans.failure();
        if (reading != null) {
            return new IOException(reading.getMessage(), reading);
        }
        String text = String.valueOf(e.getMessage());
        int where = text.indexOf("\n\nLINE ");
        return new IOException((where < 0 ? text : text.substring(0, where)) + SEE, e);
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
