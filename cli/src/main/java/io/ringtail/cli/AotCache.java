package io.ringtail.cli;

import java.nio.file.Path;
import java.util.List;

/**
 * The AOT cache of the daemon (JEP 483 and 514), which JDK 25 and later have: classes that are already loaded and
 * linked. The JVM of a daemon that works records a configuration, from which the cache is made.
 *
 * <p>Commands have none: it leaves out classes in files older than Java 6, which picocli's are.
 */
final class AotCache {
    static final String EXTENSION = ".aot";
    static final String CONFIGURATION_EXTENSION = ".aotconf";

    private static final int FIRST_JDK = 25;
    /** The daemon's, by the start script: the cache has objects of a heap. */
    private static final List<String> HEAP = List.of("-XX:+UseSerialGC", "-Xmx64m");

    private final Path configuration;

    /**
     * Names the configuration.
     *
     * @param configuration its file, which takes 33 MB
     */
    AotCache(Path configuration) {
        this.configuration = configuration;
    }

    /** Returns whether this JVM makes caches. */
    static boolean isSupported() {
        return Runtime.version().feature() >= FIRST_JDK;
    }

    /**
     * Returns the options of a daemon that writes the configuration when it ends. Its compiler makes no profiles, with
     * which the cache would have the optimizing compiler work during the start (JEP 515).
     */
    List<String> recording() {
        return List.of(
                HEAP.get(0),
                HEAP.get(1),
                "-XX:TieredStopAtLevel=1",
                "-Dio.netty.jfr.enabled=false",
                "-XX:AOTMode=record",
                "-XX:AOTConfiguration=" + configuration);
    }

    /** Returns the process that makes the cache of a jar. */
    ProcessBuilder creating(Path jar, Path cache) {
        return new ProcessBuilder(
                        OwnProcess.java(),
                        HEAP.get(0),
                        HEAP.get(1),
                        "-XX:AOTMode=create",
                        "-XX:AOTConfiguration=" + configuration,
                        "-XX:AOTCache=" + cache,
                        "-cp",
                        jar.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT);
    }
}
