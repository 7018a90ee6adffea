package io.ringtail.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.proto.page.PageIterator;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Events chosen at the source, from a daemon with the events of two JVMs. */
@Tag("once")
@Timeout(180)
final class FiltersTest {
    private static final int EACH = 5000;
    private static final Pattern LOSS = Pattern.compile("CPU:\\d+ \\[(?:LOST )?(\\d+) EVENTS(?: DROPPED)?\\]");
    private static final Pattern SEQ = Pattern.compile("seq=(\\d+)");
    private static final Pattern TID = Pattern.compile("\"tid\":(\\d+)");
    private static final String SOME = "seq >= 100 && seq < 4000 && seq & 3 && thread == 1";

    @TempDir
    private Path scratch;

    private static RingtailHost loaded(String... options) throws Exception {
        RingtailHost host = new RingtailHost(options);
        try (RingtailProcess first = load(host);
                RingtailProcess second = load(host)) {
            assertThat(first.status()).as(first.err()).isZero();
            assertThat(second.status()).as(second.err()).isZero();
        }
        return host;
    }

    private static RingtailProcess load(RingtailHost host) throws Exception {
        return host.start("load", "--dir", host.dir(), "--threads", "2", "--count", "" + EACH);
    }

    private static boolean isWanted(String line) {
        Matcher seq = SEQ.matcher(line);
        if (!seq.find() || !line.contains("thread=1 ")) {
            return false;
        }
        long number = Long.parseLong(seq.group(1));
        return number >= 100 && number < 4000 && (number & 3) != 0;
    }

    @Test
    void shouldTailExactlyWhatGrepLeavesOfAll() throws Exception {
        try (RingtailHost host = loaded("--buffer-size", "8m")) {
            List<String> wanted =
                    tail(host, 4 * EACH).stream().filter(FiltersTest::isWanted).toList();
            assertThat(wanted).hasSize(2 * (4000 - 100) / 4 * 3);
            assertThat(tail(host, wanted.size(), "--filter", SOME)).isEqualTo(wanted);
            assertThat(tail(host, wanted.size(), "--filter", SOME, "--event", "load:*"))
                    .isEqualTo(wanted);

            List<String> json = tail(host, 4 * EACH, "--json");
            Matcher tid = TID.matcher(json.get(0));
            assertThat(tid.find()).isTrue();
            List<String> ofThread =
                    json.stream().filter(line -> line.contains(tid.group())).toList();
            assertThat(tail(host, EACH, "--json", "--tid", tid.group(1))).isEqualTo(ofThread);
            assertThat(tail(host, 4 * EACH, "--json", "--since", "1h")).isEqualTo(json);
        }
    }

    private static List<String> tail(RingtailHost host, int count, String... more) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("tail", "--dir", host.dir(), "--count", "" + count));
        arguments.addAll(List.of(more));
        if (!arguments.contains("--since")) {
            arguments.addAll(List.of("--from", "oldest"));
        }
        return host.run(arguments.toArray(String[]::new)).lines().toList();
    }

    @Test
    void shouldRecordWhatTraceCmdAndAFilteredReportPrintAlike() throws Exception {
        try (RingtailHost host = loaded("--buffer-size", "8m")) {
            record(host, "all.dat");
            record(host, "some.dat", "--filter", SOME);
            List<String> wanted = StockReport.of(file("all.dat")).stream()
                    .filter(FiltersTest::isWanted)
                    .toList();
            assertThat(wanted).isNotEmpty();
            assertThat(StockReport.of(file("some.dat"))).isEqualTo(wanted);
            assertThat(report("some.dat")).isEqualTo(wanted);
            assertThat(report("all.dat", "--filter", SOME)).isEqualTo(wanted);
            assertThat(report("all.dat", "--event", "tick", "--filter", SOME)).isEqualTo(wanted);
        }
    }

    @Test
    void shouldSayWhatNothingOfAFileCanMatch() throws Exception {
        try (RingtailHost host = loaded("--buffer-size", "8m")) {
            record(host, "all.dat");
            RingtailProcess.Ended none = WarmCommands.run(
                    "report", "--event", "lod:*", file("all.dat").toString());
            assertThat(none.out()).isEmpty();
            assertThat(none.err()).contains("no event of ").contains("the closest are load:tick");
            assertThat(none.status()).isZero();
            RingtailProcess.Ended typo = WarmCommands.run(
                    "report", "--filter", "sqe > 5", file("all.dat").toString());
            assertThat(typo.out()).isEmpty();
            assertThat(typo.err()).contains("'sqe' is no field of load:tick").endsWith("  sqe > 5\n  ^\n");
            RingtailProcess.Ended malformed = WarmCommands.run("tail", "--dir", host.dir(), "--filter", "seq >> 5");
            assertThat(malformed.status()).isEqualTo(2);
            assertThat(malformed.err())
                    .contains("at character 6 of the filter: expected a number or a text after >, not '>'")
                    .endsWith("  seq >> 5\n       ^\n");
        }
    }

    private void record(RingtailHost host, String name, String... more) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(
                "record",
                "--dir",
                host.dir(),
                "--from",
                "oldest",
                "--duration",
                "500ms",
                "-o",
                file(name).toString()));
        arguments.addAll(List.of(more));
        RingtailProcess.Ended ended = WarmCommands.run(arguments.toArray(String[]::new));
        assertThat(ended.status()).as(ended.err()).isZero();
    }

    private List<String> report(String name, String... more) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("report", file(name).toString()));
        arguments.addAll(List.of(more));
        RingtailProcess.Ended ended = WarmCommands.run(arguments.toArray(String[]::new));
        assertThat(ended.err()).isEmpty();
        return ended.out().lines().toList();
    }

    private Path file(String name) {
        return scratch.resolve(name);
    }

    @Test
    void shouldCountWhatIsLostApartFromWhatIsLeftOut() throws Exception {
        try (RingtailHost host = loaded("--subbuf-size", "4k", "--buffer-size", "16k")) {
            String query = "?wait=0&filter=" + URLEncoder.encode(SOME, StandardCharsets.UTF_8);
            List<String> lines = host.get("/trace_pipe" + query).lines().toList();
            long lost = lines.stream()
                    .map(LOSS::matcher)
                    .filter(Matcher::find)
                    .mapToLong(loss -> Long.parseLong(loss.group(1)))
                    .sum();
            long shown = lines.stream().filter(FiltersTest::isWanted).count();
            assertThat(lines.stream().filter(line -> SEQ.matcher(line).find())).hasSize((int) shown);
            assertThat(lost).isPositive();
            assertThat(shown + filtered(host, "trace_pipe") + lost).isEqualTo(host.sum("written"));
        }
    }

    private static long filtered(RingtailHost host, String kind) throws Exception {
        Matcher filtered = Pattern.compile(
                        "ringtail_receiver_events_filtered_total\\{kind=\"" + kind + "\"\\} ([0-9.E]+)")
                .matcher(host.get("/metrics"));
        assertThat(filtered.find()).isTrue();
        return (long) Double.parseDouble(filtered.group(1));
    }

    @Test
    void shouldServeRawPagesAndRefuseMalformedFilters() throws Exception {
        int subbuf = 4096;
        try (RingtailHost host = loaded("--subbuf-size", "4k", "--buffer-size", "8m")) {
            int events = 0;
            for (int cpu : host.online()) {
                String path = "/per_cpu/cpu" + cpu + "/trace_pipe_raw?wait=0&filter="
                        + URLEncoder.encode(SOME, StandardCharsets.UTF_8);
                byte[] pages = get(host, path).body();
                assertThat(pages.length % subbuf).isZero();
                ByteBuffer bytes = ByteBuffer.wrap(pages).order(ByteOrder.LITTLE_ENDIAN);
                PageIterator page = new PageIterator();
                for (int at = 0; at < pages.length; at += subbuf) {
                    page.wrap(bytes, at, subbuf);
                    while (page.next()) {
                        events++;
                    }
                    assertThat(page.damaged()).isFalse();
                }
            }
            assertThat(events).isEqualTo(2 * (4000 - 100) / 4 * 3);

            HttpResponse<byte[]> refused = get(host, "/stream?filter=seq+%3D+1");
            assertThat(refused.statusCode()).isEqualTo(400);
            assertThat(new String(refused.body(), StandardCharsets.UTF_8))
                    .isEqualTo("at character 5 of the filter: '=' is no operator: give ==\nseq = 1\n    ^\n");
            for (String query :
                    List.of("tid=x", "pid=1,,2", "since=yesterday", "since=1s&from=now", "event=" + "a".repeat(300))) {
                assertThat(get(host, "/stream?" + query).statusCode()).as(query).isEqualTo(400);
            }
        }
    }

    private static HttpResponse<byte[]> get(RingtailHost host, String path) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(host.url() + path)).build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofByteArray());
    }
}
