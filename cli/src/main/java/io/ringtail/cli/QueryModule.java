package io.ringtail.cli;

import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ServiceLoader;
import java.util.spi.ToolProvider;
import org.jspecify.annotations.Nullable;

/** The optional jar with SQL: beside this program's jar, or where the start script of a checkout says. */
final class QueryModule implements AutoCloseable {
    private static final String JAR = "ringtail-query.jar";
    private static final String PROPERTY = "ringtail.query.jar";
    private static final String TOOL = "ringtail-query";

    private final URLClassLoader loader;
    private final ToolProvider tool;

    private QueryModule(URLClassLoader loader, ToolProvider tool) {
        this.loader = loader;
        this.tool = tool;
    }

    /** Loads the jar. */
    static QueryModule load() throws CommandException, IOException {
        Path jar = jar();
        if (!Files.isRegularFile(jar)) {
            throw new CommandException(
                    jar + " is not installed, which SQL needs: put it and duckdb_jdbc.jar there, both from"
                            + " query/target after mvn -pl query -am package -DskipTests, or run daemon/bin/ringtail of a checkout");
        }
        URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, QueryModule.class.getClassLoader());
        for (ToolProvider each : ServiceLoader.load(ToolProvider.class, loader)) {
            if (each.name().equals(TOOL)) {
                return new QueryModule(loader, each);
            }
        }
        loader.close();
        throw new CommandException(jar + " contains no query: build it again");
    }

    private static Path jar() {
        @Nullable String chosen = System.getProperty(PROPERTY);
        if (chosen != null) {
            return Path.of(chosen);
        }
        @Nullable CodeSource source = QueryModule.class.getProtectionDomain().getCodeSource();
        return source == null
                ? Path.of(JAR)
                : Path.of(URI.create(source.getLocation().toString())).resolveSibling(JAR);
    }

    ToolProvider tool() {
        return tool;
    }

    @Override
    public void close() throws IOException {
        loader.close();
    }
}
