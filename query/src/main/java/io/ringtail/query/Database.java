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
    private static final String SEE = ": \"show all tables\" and \"describe VIEW\" list what there is, docs/query.md explains it";

    private final Connection connection;
    private final Scans scans;

    private Database(Connection connection, Scans scans) {
        this.connection = connection;
        this.scans = scans;
    }

    /**
     * Opens a database.
     *
     * @param memoryBytes what DuckDB may allocate; larger intermediate results are written to the directory
     */
    static Database open(List<TraceFile> files, long memoryBytes, Path temporary) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty(DuckDBDriver.JDBC_STREAM_RESULTS, "true");
        properties.setProperty("memory_limit", memoryBytes + "B");
        properties.setProperty("temp_directory", temporary.toString());
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
        return new Database(connection, scans);
    }

    /** Runs statements, and writes the rows of the last one. */
    void query(String sql, ResultWriter writer) throws IOException {
        try (Statement statement = connection.createStatement()) {
            if (statement.execute(sql)) {
                writer.write(statement.getResultSet());
            }
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    /** Runs one statement, and writes its rows to a file of its own. */
    void copyToParquet(String sql, Path target) throws IOException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("COPY (" + sql.strip().replaceAll(";\\s*$", "") + "\n) TO "
                    + Names.literal(target.toString()) + " (FORMAT parquet, COMPRESSION zstd)");
        } catch (SQLException e) {
            throw failure(e);
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
