package io.ringtail.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a module's jar needs beside it. */
final class OptionalJarTest {
    private static final String PROPERTY = "ringtail.trial.jar";

    @TempDir
    private Path directory;

    private Path jar;

    @BeforeEach
    void name() {
        jar = directory.resolve("ringtail-trial.jar");
        System.setProperty(PROPERTY, jar.toString());
    }

    @AfterEach
    void forget() {
        System.clearProperty(PROPERTY);
    }

    @Test
    void shouldSayWhichJarIsMissing() throws Exception {
        assertRefused(
                jar + " is not installed, which a trial needs: put it and clients.jar there, all from trial/target");
        write("clients.jar codec.jar");
        assertRefused(directory.resolve("clients.jar") + " is not installed, which " + jar + " needs: put it there");
        Files.createFile(directory.resolve("clients.jar"));
        assertRefused(directory.resolve("codec.jar") + " is not installed, which " + jar + " needs: put it there");
        Files.createFile(directory.resolve("codec.jar"));
        open().close();
    }

    @Test
    void shouldNeedNothingBesideItIfItSaysNothing() throws Exception {
        write("");
        open().close();
    }

    @Test
    void shouldSayWhichJarIsCutShort() throws Exception {
        write("");
        Files.write(jar, new byte[] {'P', 'K', 3, 4});
        assertRefused(jar + " is not a whole jar (");
    }

    private void assertRefused(String beginning) {
        assertThatThrownBy(this::open)
                .isInstanceOf(CommandException.class)
                .satisfies(e -> assertThat(e.getMessage()).startsWith(beginning));
    }

    private OptionalJar open() throws CommandException, IOException {
        return OptionalJar.open("trial", "a trial", "clients.jar");
    }

    private void write(String classPath) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, classPath);
        new JarOutputStream(Files.newOutputStream(jar), manifest).close();
    }
}
