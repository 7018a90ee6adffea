package io.ringtail.cli;

import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.List;
import java.util.ServiceLoader;
import java.util.function.Predicate;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/** An optional jar of this program: beside its own jar, or where the start script of a checkout says. */
final class OptionalJar implements AutoCloseable {
    private final Path jar;
    private final URLClassLoader loader;

    private OptionalJar(Path jar, URLClassLoader loader) {
        this.jar = jar;
        this.loader = loader;
    }

    /**
     * Opens the jar {@code ringtail-MODULE.jar}.
     *
     * @param purpose what needs it
     * @param others the jars that it needs beside it
     */
    static OptionalJar open(String module, String purpose, String others) throws CommandException, IOException {
        Path jar = path("ringtail-" + module + ".jar", "ringtail." + module + ".jar");
        if (!Files.isRegularFile(jar)) {
            throw new CommandException(jar + " is not installed, which " + purpose + " needs: put it and " + others
                    + " there, all from " + module + "/target after mvn -pl " + module
                    + " -am package -DskipTests, or run daemon/bin/ringtail of a checkout");
        }
        for (String needed : classPath(jar)) {
            Path beside = jar.resolveSibling(needed);
            if (!Files.isRegularFile(beside)) {
                throw new CommandException(
                        beside + " is not installed, which " + jar + " needs: put it there, from where that came");
            }
        }
        URL[] urls = {jar.toUri().toURL()};
        return new OptionalJar(jar, new URLClassLoader(urls, OptionalJar.class.getClassLoader()));
    }

    /** The jars that a jar's manifest names, which the class loader passes over in silence where they are missing. */
    private static List<String> classPath(Path jar) throws CommandException, IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            Manifest manifest = file.getManifest();
            String names =
                    manifest == null ? null : manifest.getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
            return names == null || names.isBlank()
                    ? List.of()
                    : List.of(names.strip().split("\\s+"));
        } catch (ZipException e) {
            throw new CommandException(jar + " is not a whole jar (" + e.getMessage() + "): copy it there again");
        }
    }

    private static Path path(String name, String property) {
        @Nullable String chosen = System.getProperty(property);
        if (chosen != null) {
            return Path.of(chosen);
        }
        @Nullable CodeSource source = OptionalJar.class.getProtectionDomain().getCodeSource();
        return source == null
                ? Path.of(name)
                : Path.of(URI.create(source.getLocation().toString())).resolveSibling(name);
    }

    /** Returns the service of a kind that the jar has, of those for which a condition holds. */
    <T> T service(Class<T> kind, Predicate<T> wanted) throws CommandException {
        for (T each : ServiceLoader.load(kind, loader)) {
            if (wanted.test(each)) {
                return each;
            }
        }
        throw new CommandException(jar + " has no " + kind.getSimpleName() + ": build it again");
    }

    @Override
    public void close() throws IOException {
        loader.close();
    }
}
