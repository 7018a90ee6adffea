package io.ringtail.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A daemon in a process of its own, on a temporary run directory in memory where there is some. */
final class RingtailHost implements AutoCloseable {
    private static final Path MEMORY = Path.of("/dev/shm");
    private static final Pattern SERVING = Pattern.compile("ringtail: serving \\S+ at (http://\\S+)/");
    private static final Pattern CPU = Pattern.compile("\\{\"cpu\":(\\d+),\"online\":[^}]*\\}");

    private final Path directory;
    private final RingtailProcess daemon;
    private final String url;

    /** Starts a daemon, and waits until it serves. */
    RingtailHost(String... options) throws Exception {
        directory = Files.isWritable(MEMORY)
                ? Files.createTempDirectory(MEMORY, "ringtail-test")
                : Files.createTempDirectory("ringtail-test");
        String[] command = Stream.concat(Stream.of("daemon", "--dir", dir()), Stream.of(options))
                .toArray(String[]::new);
        daemon = RingtailProcess.start(directory, command);
        String line = daemon.out().readLine();
        Matcher serving = SERVING.matcher(String.valueOf(line));
        if (!serving.matches()) {
            String err = daemon.err();
            close();
            throw new AssertionError("the daemon says '" + line + "' and: " + err);
        }
        url = serving.group(1);
    }

    String dir() {
        return directory.toString();
    }

    Path directory() {
        return directory;
    }

    String url() {
        return url;
    }

    RingtailProcess daemon() {
        return daemon;
    }

    RingtailProcess start(String... command) throws IOException {
        return RingtailProcess.start(directory, command);
    }

    /** Runs a command that succeeds, and gives what it printed. */
    String run(String... command) throws Exception {
        RingtailProcess.Ended ended = RingtailProcess.run(directory, command);
        assertThat(ended.err()).isEmpty();
        assertThat(ended.status()).isZero();
        return ended.out();
    }

    /** A number of each CPU's statistics. */
    Map<Integer, Long> stat(String name) throws Exception {
        Map<Integer, Long> values = new TreeMap<>();
        Matcher cpu = CPU.matcher(run("stat", "--dir", dir(), "--json"));
        while (cpu.find()) {
            values.put(Integer.parseInt(cpu.group(1)), number(cpu.group(), name));
        }
        return values;
    }

    /** A number of a JSON text by its name. */
    static long number(String json, String name) {
        Matcher number = Pattern.compile('"' + name + "\":(-?\\d+)").matcher(json);
        assertThat(number.find()).as("%s in %s", name, json).isTrue();
        return Long.parseLong(number.group(1));
    }

    @Override
    public void close() throws IOException {
        daemon.close();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
