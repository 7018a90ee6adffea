package io.ringtail.daemon.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The choice of an implementation, with a class path of the test's own. */
final class TlsProviderTest {
    @TempDir
    private Path directory;

    @Test
    void shouldUseTheJdkWithoutNettyTcnative() throws Exception {
        assertThat(chosen()).isEqualTo("JDK");
    }

    @Test
    void shouldUseTheJdkIfNettyTcnativeDoesNotFit() throws Exception {
        Path context = directory.resolve("io/netty/internal/tcnative/SSLContext.class");
        Files.createDirectories(context.getParent());
        Files.writeString(context, "not a class");
        assertThat(chosen()).isEqualTo("JDK");
    }

    private String chosen() throws Exception {
        List<URL> path = new ArrayList<>(List.of(directory.toUri().toURL()));
        for (String entry : List.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))) {
            path.add(Path.of(entry).toUri().toURL());
        }
        try (URLClassLoader loader =
                new URLClassLoader(path.toArray(new URL[0]), ClassLoader.getPlatformClassLoader())) {
            var get = loader.loadClass(TlsProvider.class.getName()).getDeclaredMethod("get");
            get.setAccessible(true);
            return String.valueOf(get.invoke(null));
        }
    }
}
