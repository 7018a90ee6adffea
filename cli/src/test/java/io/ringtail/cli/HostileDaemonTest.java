package io.ringtail.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands that list and switch events, and a daemon that answers whatever it likes. */
@Timeout(120)
final class HostileDaemonTest {
    private static final String FORMAT = "name: a\\nID: 1\\nformat:\\n\\tfield:int x;\\toffset:0;\\tsize:4;"
            + "\\tsigned:1;\\n\\nprint fmt: \\\"\\\"\\n";

    @TempDir
    private Path scratch;

    private HttpServer server;

    @BeforeEach
    void start() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    /** Answers each request for formats with a text that may depend on the id asked for. */
    private void answer(LongFunction<String> events) {
        server.createContext("/", exchange -> {
            String query = String.valueOf(exchange.getRequestURI().getQuery());
            long after = query.startsWith("after=") ? Long.parseLong(query.substring(6)) : 0;
            String head = "{\"daemon\":{},\"buffer\":{},\"handshakes\":{},\"events\":[";
            byte[] answer = (head + events.apply(after) + "]}").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
    }

    private static String event(long id, String name, String properties) {
        return "{\"id\":" + id + ",\"event\":\"" + name + "\",\"enabled\":true,\"format\":\"" + FORMAT
                + "\",\"properties\":\"" + properties + "\"}";
    }

    @Test
    void shouldShowNoControlCharactersOfAFormat() throws Exception {
        String type = event(1, "a:b", "").replace("int x", "int\\u001b[31m x");
        answer(after -> after == 0 ? type + ',' + event(2, "x:y", "label: good") : "");
        List<String> lines = run(0, "list", "--long");
        assertThat(lines).hasSize(4).allMatch(line -> line.chars().noneMatch(Character::isISOControl));
        assertThat(lines).anyMatch(line -> line.contains("x:y") && line.contains("good"));
    }

    @Test
    void shouldSayInOneLineThatPropertiesAreNone() throws Exception {
        answer(after -> after == 0 ? event(1, "a:b", "label: \\u001b[31m") : "");
        List<String> lines = run(1, "enable", "*", "--level", "info");
        assertThat(lines).hasSize(1);
        assertThat(lines.get(0)).startsWith("ringtail: cannot parse ").contains("event_formats", "property label");
    }

    @ParameterizedTest
    @ValueSource(strings = {"list", "enable"})
    void shouldSayInOneLineThatAnEventsNameIsNone(String command) throws Exception {
        answer(after -> after == 0 ? event(1, "a:b\\u001b[31m\\n%zz ../..", "") : "");
        List<String> lines = run(1, command.equals("list") ? new String[] {"list"} : new String[] {"enable", "*"});
        assertThat(lines).hasSize(1);
        assertThat(lines.get(0)).startsWith("ringtail: cannot parse ").contains("is no event's name");
        assertThat(lines.get(0)).matches("\\p{Print}+");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a b", "a:b c", "a:%zz", "a:b?c#d", "a:\n", "", ":", "a:../../shutdown", "a:\ud800", "a:b:c"})
    void shouldTakeNothingElseForAnEventsName(String name) {
        assertThatThrownBy(() -> EventId.of(Map.of("id", 1L, "event", name)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is no event's name");
    }

    @Test
    void shouldNotFollowIdsWithoutEnd() throws Exception {
        answer(after -> event(Math.max(65_520, after + 1), "a:b", "level: info"));
        List<String> lines = run(1, "list");
        assertThat(lines).hasSize(1);
        assertThat(lines.get(0)).contains("a:b has the id 65536, not 1 to 65535");
    }

    /** Runs a command in a process of its own, and returns its lines. */
    private List<String> run(int status, String... command) throws Exception {
        Path out = scratch.resolve("out");
        List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Main.class.getName()));
        words.addAll(List.of(command));
        words.addAll(List.of("--url", "http://127.0.0.1:" + server.getAddress().getPort()));
        Process process = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        boolean ended;
        try {
            ended = process.waitFor(60, TimeUnit.SECONDS);
        } finally {
            process.destroyForcibly();
        }
        List<String> lines = Files.readAllLines(out);
        assertThat(ended).as(lines.toString()).isTrue();
        assertThat(process.exitValue()).as(lines.toString()).isEqualTo(status);
        return lines;
    }
}
