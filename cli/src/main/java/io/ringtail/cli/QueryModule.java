package io.ringtail.cli;

import java.io.IOException;
import java.util.spi.ToolProvider;

/** The optional jar with SQL. */
final class QueryModule implements AutoCloseable {
    private static final String TOOL = "ringtail-query";

    private final OptionalJar jar;
    private final ToolProvider tool;

    private QueryModule(OptionalJar jar, ToolProvider tool) {
        this.jar = jar;
        this.tool = tool;
    }

    /** Loads the jar. */
    static QueryModule load() throws CommandException, IOException {
        OptionalJar jar = OptionalJar.open("query", "SQL", "duckdb_jdbc.jar");
        try {
            return new QueryModule(
                    jar, jar.service(ToolProvider.class, tool -> tool.name().equals(TOOL)));
        } catch (CommandException e) {
            jar.close();
            throw e;
        }
    }

    ToolProvider tool() {
        return tool;
    }

    @Override
    public void close() throws IOException {
        jar.close();
    }
}
