package io.ringtail.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a daemon does when an event matches. */
@Tag("once")
@Timeout(180)
final class TriggersTest {
    @TempDir
    private Path scratch;

    @Test
    void shouldTakeOneSnapshotWhereOneIsAskedFor() throws Exception {
        Path snapshots = scratch.resolve("snapshots");
        try (RingtailHost host = new RingtailHost("--snapshot-dir", snapshots.toString(), "--buffer-size", "4m")) {
            load(host, 10);
            add(host, "load:tick", "--if", "seq == 500", "--do", "snapshot:1");
            add(host, "load:*", "--if", "seq >= 100 && seq < 200", "--do", "count");
            add(host, "load:tick", "--if", "seq == 5000000", "--do", "snapshot:1");
            load(host, 1000);
            await(host, 1, "done", 1);
            await(host, 2, "matched", 200);
            load(host, 1000);
            await(host, 2, "matched", 400);
            // Two threads write a 500 each; the second may come when the trigger does nothing any more.
            assertThat(number(host, 1, "matched")).isBetween(1L, 2L);
            assertThat(number(host, 1, "done")).isEqualTo(1);
            assertThat(number(host, 3, "matched")).isZero();
            assertThat(files(snapshots)).hasSize(1);
            assertThat(host.run("report", files(snapshots).get(0).toString())).contains("seq=500 ");

            String list = host.run("trigger", "list", "--dir", host.dir());
            assertThat(list).contains("seq == 500").contains("snapshot:1").contains(" 0 missed");
            host.run("trigger", "remove", "1", "--dir", host.dir());
            assertThat(host.run("trigger", "list", "--dir", host.dir())).doesNotContain("seq == 500 ");
            RingtailProcess.Ended gone = RingtailProcess.run(scratch, "trigger", "remove", "1", "--dir", host.dir());
            assertThat(gone.status()).isEqualTo(1);
            assertThat(gone.err()).contains("there is no trigger 1");
        }
    }

    private static List<Path> files(Path directory) throws Exception {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".dat")).toList();
        }
    }

    @Test
    void shouldStopAndStartEvents() throws Exception {
        try (RingtailHost host = new RingtailHost("--buffer-size", "4m")) {
            load(host, 10);
            add(host, "load:tick", "--if", "seq == 700", "--do", "stop:1");
            load(host, 1000);
            await(host, 1, "done", 1);
            assertThat(host.get("/events/load/tick/enable")).isEqualTo("0\n");
            host.run("enable", "*", "--dir", host.dir());
            add(host, "tick", "--do", "disable:load:*:1");
            load(host, 10);
            await(host, 2, "done", 1);
            assertThat(host.get("/events/load/tick/enable")).isEqualTo("0\n");
        }
    }

    @Test
    void shouldRefuseWhatIsNoTrigger() throws Exception {
        try (RingtailHost host = new RingtailHost("--anonymous-roles", "read,control")) {
            assertThat(refused(host, "trigger", "add", "x", "--do", "panic")).contains("is no action");
            assertThat(refused(host, "trigger", "add", "x", "--if", "a >", "--do", "stop"))
                    .contains("expected a number or a text");
            assertThat(refused(host, "trigger", "add", "x")).contains("needs --do ACTION");
            assertThat(refused(host, "trigger", "remove", "a")).contains("is no id");
            for (int i = 0; i < 64; i++) {
                assertThat(post(host, "/triggers?event=x&do=count")).isEqualTo(200);
            }
            assertThat(post(host, "/triggers?event=x&do=count")).isEqualTo(429);
            assertThat(refused(host, "trigger", "add", "x", "--do", "count")).contains("64 triggers exist");
        }
    }

    private static int post(RingtailHost host, String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(host.url() + path))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private String refused(RingtailHost host, String... command) throws Exception {
        String[] whole = Stream.concat(Stream.of(command), Stream.of("--dir", host.dir()))
                .toArray(String[]::new);
        RingtailProcess.Ended ended = WarmCommands.run(whole);
        assertThat(ended.status()).isIn(1, 2);
        return ended.err();
    }

    private static void add(RingtailHost host, String... more) throws Exception {
        String[] whole = Stream.concat(
                        Stream.of("trigger", "add"), Stream.concat(Stream.of(more), Stream.of("--dir", host.dir())))
                .toArray(String[]::new);
        assertThat(host.run(whole)).startsWith("trigger ");
    }

    private static void load(RingtailHost host, int count) throws Exception {
        host.run("load", "--dir", host.dir(), "--threads", "2", "--count", "" + count);
    }

    private static void await(RingtailHost host, int trigger, String name, long value) throws Exception {
        Eventually.until(name + " " + value, () -> number(host, trigger, name) == value);
    }

    private static long number(RingtailHost host, int trigger, String name) throws Exception {
        Matcher matcher = Pattern.compile("\\{\"id\":" + trigger + ",[^}]*\"" + name + "\":(\\d+)")
                .matcher(host.get("/triggers"));
        assertThat(matcher.find()).isTrue();
        return Long.parseLong(matcher.group(1));
    }
}
