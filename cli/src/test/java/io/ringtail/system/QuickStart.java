package io.ringtail.system;

import com.sun.jna.Native;
import io.ringtail.client.Tracer;
import io.ringtail.proto.layout.Geometry;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.slf4j.Logger;

/**
 * JVM options with which a {@link CountingApplication} starts with a third of the CPU time: its class path holds only
 * what it needs, as jars, with their classes in an archive that the JVM maps. It logs nothing.
 */
final class QuickStart {
    private static final List<String> APPLICATION = Stream.of(CountingApplication.class, BufferView.class)
            .map(part -> part.getName().replace('.', '/'))
            .toList();

    /** Used by no other application. */
    private static final int TRAINED_THREAD = 999_999;

    private final List<String> options;

    private QuickStart(List<String> options) {
        this.options = options;
    }

    /** Runs the application once, attached to the host's daemon, to create the archive of its classes. */
    static QuickStart prepare(RingtailHost host, Path scratch) throws Exception {
        List<String> classPath = new ArrayList<>();
        for (Class<?> needed :
                List.of(CountingApplication.class, Tracer.class, Geometry.class, Logger.class, Native.class)) {
            classPath.add(jarWith(needed, scratch));
        }
        Path archive = scratch.resolve("counting.jsa");
        List<String> options =
                List.of("-XX:TieredStopAtLevel=1", "-Xmx32m", "-Xlog:disable", "-cp", String.join(":", classPath));
        List<String> training = new ArrayList<>(options);
        training.add("-XX:ArchiveClassesAtExit=" + archive);
        try (CountingClient client = CountingClient.start(host, training, TRAINED_THREAD, 1)) {
            client.ready().go();
            client.stop();
            client.process().ended();
        }
        List<String> quick = new ArrayList<>(options);
        quick.add("-XX:SharedArchiveFile=" + archive);
        return new QuickStart(List.copyOf(quick));
    }

    List<String> options() {
        return options;
    }

    private static String jarWith(Class<?> needed, Path scratch) throws IOException, URISyntaxException {
        Path location = Path.of(
                needed.getProtectionDomain().getCodeSource().getLocation().toURI());
        if (!Files.isDirectory(location)) {
            return location.toString();
        }
        Path jar = scratch.resolve(needed.getSimpleName() + ".jar");
        try (Stream<Path> files = Files.walk(location);
                OutputStream bytes = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(bytes)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                String name = location.relativize(file).toString();
                if (needed != CountingApplication.class || APPLICATION.stream().anyMatch(name::startsWith)) {
                    out.putNextEntry(new JarEntry(name));
                    Files.copy(file, out);
                }
            }
        }
        return jar.toString();
    }
}
