package io.ringtail.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Spans that keep values, durations, and what an application says about its events, from it to the tools. */
@Timeout(120)
final class SpansTest {
    /** More than a sub-buffer holds, and enough for the JIT. */
    private static final int ROUNDS = 3000;

    private static final int PER_ROUND = 10;
    private static final String CLASS = "io.ringtail.system.SpanApplication.";

    private static final Pattern EVENT = Pattern.compile("\"event\":\"([^\"]*)\",\"fields\":(\\{.*\\})\\}");
    private static final Pattern DURATION = Pattern.compile("\"duration_ns\":(\\d+)");

    private static final Pattern THREAD = Pattern.compile("\"java_tid\":\\d+");
    private String thread = "";

    @TempDir
    private Path scratch;

    @Test
    void shouldWriteWhatSpansKeepUntilTheirEnd() throws Exception {
        check(List.of());
    }

    @Test
    @Tag("extensive")
    @Tag("once")
    void shouldWriteTheSameWhereNoClassCanBeDefined() throws Exception {
        check(List.of("-Dringtail.providers=reflection"));
    }

    private void check(List<String> jvmOptions) throws Exception {
        try (RingtailHost host = new RingtailHost("--buffer-size", "32m");
                RingtailProcess application = RingtailProcess.startMain(
                        scratch, jvmOptions, SpanApplication.class.getName(), host.dir(), Integer.toString(ROUNDS))) {
            RingtailProcess.Ended ended = application.ended();
            assertThat(ended.out()).as(ended.err()).isEqualTo("written\n");
            checkLog(ended.err());
            List<String> events = events(host);
            for (int i = 0; i < ROUNDS; i++) {
                assertThat(events.subList(i * PER_ROUND, (i + 1) * PER_ROUND)).containsExactlyElementsOf(round(i));
            }
            assertThat(events.subList(ROUNDS * PER_ROUND, events.size())).containsExactlyElementsOf(others());
            checkTools(host);
        }
    }

    private static void checkLog(String log) {
        assertThat(log)
                .contains("web:wrong is never written: method two of ")
                .contains("sets no field of a span's end")
                .contains("web:badThreshold is never written: the threshold 'soon' is no duration")
                .contains("refused an event web:stalled, further ones are only counted: close a span on the thread");
    }

    /** Returns the events in their order, without how long they took. */
    private List<String> events(RingtailHost host) throws Exception {
        String tail = host.run(
                "tail",
                "--json",
                "--from",
                "oldest",
                "--count",
                Integer.toString(ROUNDS * PER_ROUND + others().size()),
                "--dir",
                host.dir());
        List<String> events = new ArrayList<>();
        for (String line : tail.lines().toList()) {
            Matcher event = EVENT.matcher(line);
            assertThat(event.find()).as(line).isTrue();
            checkDuration(event.group(1), event.group(2));
            String fields = DURATION.matcher(event.group(2)).replaceAll("\"duration_ns\":N");
            checkThread(fields);
            fields = THREAD.matcher(fields).replaceAll("\"java_tid\":T");
            String name = event.group(1).replace("web:", "");
            events.add(name + fields.replaceAll("SpanApplication.java:\\d+", "LINE"));
        }
        return events;
    }

    /** Checks that the ends of spans have the thread of their begin. */
    private void checkThread(String fields) {
        Matcher found = THREAD.matcher(fields);
        if (found.find()) {
            assertThat(thread).isIn("", found.group());
            thread = found.group();
        }
    }

    private static void checkDuration(String event, String fields) {
        Matcher duration = DURATION.matcher(fields);
        if (event.equals("web:slow_query")) {
            assertThat(duration.find()).isTrue();
            assertThat(Long.parseLong(duration.group(1))).isBetween(30_000_000L, 30_000_000_000L);
        }
    }

    private static List<String> round(int i) {
        String served = "\"outcome\":\"SERVED\",\"ratio\":0.0,";
        return List.of(
                "request_begin{\"id\":" + i + ",\"path\":\"/a\"}",
                "request_begin{\"id\":" + -i + ",\"path\":\"(null)\"}",
                "query{\"duration_ns\":N,\"sql\":\"select " + i + "\",\"rows\":" + i
                        + ",\"bytes\":0,\"cached\":false,\"message\":\"m\",\"text\":\"\"," + served
                        + "\"share\":0.0,\"small\":0,\"status\":0}",
                "coded_begin{\"number\":" + i + "}",
                "coded_end{\"code\":\"abcd\"}",
                "request_end{\"bytes\":0,\"cached\":false,\"message\":\"built\",\"text\":\"\",\"outcome\":\"FAILED\","
                        + "\"ratio\":0.5,\"share\":0.0,\"small\":0,\"status\":500}",
                "request_end{\"bytes\":18446744073709551615,\"cached\":true,\"message\":\"\",\"text\":\"t" + i + "\","
                        + served + "\"share\":0.25,\"small\":-1,\"status\":200}",
                "sent{\"flow_id\":" + i + "}",
                "where{\"value\":" + i + ",\"stack\":\"" + CLASS + "write(LINE) < " + CLASS + "main(LINE)\"}",
                "traced{\"value\":" + i + ",\"trace_id\":\"\",\"span_id\":\"\"}");
    }

    private static List<String> others() {
        String unset =
                "\"bytes\":0,\"cached\":false,\"message\":\"\",\"text\":\"\",\"outcome\":\"SERVED\",\"ratio\":0.0,"
                        + "\"share\":0.0,\"small\":0,\"status\":";
        return List.of(
                "proxied_begin{\"async_id\":1,\"host\":\"h1\"}",
                "proxied_begin{\"async_id\":2,\"host\":\"h2\"}",
                "proxied_end{\"async_id\":2," + unset + "7}",
                "proxied_end{\"async_id\":1," + unset + "8}",
                "task_begin{\"number\":1,\"java_tid\":T,\"java_thread\":\"worker\"}",
                "task_end{\"java_tid\":T," + unset + "2}",
                "stalled{\"duration_ns\":N,\"stack\":\"" + CLASS + "writeAcrossThreads(LINE)\"}",
                "slow_query{\"duration_ns\":N,\"sql\":\"slow\"}",
                "price{\"price\":-123400,\"change\":-5,\"part\":4294967295,\"tenths\":-128}",
                "price{\"price\":5,\"change\":1234,\"part\":1,\"tenths\":9}");
    }

    private void checkTools(RingtailHost host) throws Exception {
        assertThat(host.run("list", "--long", "--dir", host.dir()))
                .containsPattern(
                        "web:request_begin +\\d+ +yes +info +Request +s64 id, string path\n +A request, from its")
                .containsPattern("\n  id +s64 id\n  path +Path +string path: Without the query\\.\n")
                .containsPattern("\n  price +s64 price \\[EUR\\]\n")
                .containsPattern("web:detail +\\d+ +no +debug +- +s32 value\n")
                .containsPattern("web:seldom_begin .*\n +one of 1000000000 is written\n");
        assertThat(host.run("enable", "web:*", "--level", "debug", "--dir", host.dir()))
                .contains("web:detail enabled", "web:sent enabled");
        assertThat(host.run("disable", "web:*", "--level", "debug", "--dir", host.dir()))
                .isEqualTo("web:detail disabled\n");
        Path file = scratch.resolve("trace.dat");
        host.copyTo(file, "record");
        List<String> prices = List.of(
                "price=-12.3400 change=-0.05 part=4.294967295 tenths=-12.8",
                "price=0.0005 change=12.34 part=0.000000001 tenths=0.9");
        String report = WarmCommands.run("report", file.toString()).out();
        assertThat(prices(report.lines().toList())).isEqualTo(prices);
        assertThat(prices(StockReport.of(file))).isEqualTo(prices);
    }

    private static List<String> prices(List<String> lines) {
        return lines.stream()
                .filter(line -> line.contains(" price: "))
                .map(line -> line.replaceFirst(".* price: +", ""))
                .toList();
    }
}
