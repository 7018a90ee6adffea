package io.ringtail.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The daemon's metrics in Prometheus itself, which asks for OpenMetrics; without it a test is skipped, unless it is required. */
@Timeout(120)
@SuppressWarnings("NullAway.Init")
@Tag("extensive")
@Tag("once")
final class PrometheusTest {
    private static final boolean REQUIRED = "1".equals(System.getenv("RINGTAIL_REQUIRE_PROMETHEUS"));
    private static final Path DOCUMENTS =
            Path.of("..", "docs", "metrics").toAbsolutePath().normalize();
    private static final Pattern EXPRESSION = Pattern.compile("\"expr\": \"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final Pattern VALUE = Pattern.compile("\"value\":\\[[0-9.]+,\"([^\"]*)\"]");
    private static final Pattern HEALTHY_ALERT = Pattern.compile("\"health\":\"ok\",[^{}]*\"type\":\"alerting\"");
    private static final int ALERTS = 10;
    private static final int LOADS = 3;

    @TempDir
    private Path scratch;

    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void shouldPassPromtoolsChecks() throws Exception {
        try (RingtailHost host = new RingtailHost()) {
            write(host);
            Path metrics = Files.writeString(scratch.resolve("metrics"), host.get("/metrics"));
            assertThat(run(metrics, "promtool", "check", "metrics")).isEmpty();
        }
        run(null, "promtool", "check", "rules", DOCUMENTS.resolve("alerts.yml").toString());
        run(
                null,
                "promtool",
                "test",
                "rules",
                DOCUMENTS.resolve("alerts.test.yml").toString());
    }

    @Test
    void shouldBeScrapedAndAnswerTheDashboardsQueries() throws Exception {
        try (RingtailHost host = new RingtailHost();
                Server prometheus = new Server(host.url())) {
            for (int i = 0; i < LOADS; i++) {
                write(host);
            }
            host.get("/trace_pipe?wait=0");
            long written = host.sum("written");
            assertThat(written).isPositive();
            Eventually.until(
                    "Prometheus has every event",
                    () -> prometheus.value("sum(ringtail_events_written_total)") == written);
            List<String> expressions = EXPRESSION
                    .matcher(Files.readString(DOCUMENTS.resolve("dashboard.json")))
                    .results()
                    .map(match -> match.group(1))
                    .map(text -> text.replace("\\\"", "\"")
                            .replace("$instance", ".+")
                            .replace("$__rate_interval", "1m"))
                    .toList();
            assertThat(expressions).hasSizeGreaterThan(ALERTS);
            for (String expression : expressions) {
                Eventually.until(expression, () -> prometheus.query(expression).contains("\"value\":["));
            }
            Eventually.until("the rules are evaluated", () -> prometheus.healthyAlerts() == ALERTS);
        }
    }

    private void write(RingtailHost host) throws Exception {
        RingtailProcess.Ended load =
                RingtailProcess.run(scratch, "load", "--dir", host.dir(), "--threads", "1", "--count", "1000");
        assertThat(load.status()).as(load.err()).isZero();
    }

    /** Runs a program that must succeed, with a file as its input; returns all that it prints. */
    private static String run(@Nullable Path input, String... command) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        Process process = started(input == null ? builder : builder.redirectInput(input.toFile()));
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(out).isZero();
        return out;
    }

    private static Process started(ProcessBuilder builder) throws IOException {
        try {
            return builder.start();
        } catch (IOException missing) {
            assumeTrue(REQUIRED, "Prometheus is missing: " + missing.getMessage());
            throw missing;
        }
    }

    /** A Prometheus that scrapes one daemon, with the rules of the documents. */
    private final class Server implements AutoCloseable {
        private static final int PORTS = 5;

        private Process process;
        private String url;

        Server(String daemon) throws Exception {
            Path config = scratch.resolve("prometheus.yml");
            Files.writeString(config, """
                    global: {scrape_interval: 300ms, evaluation_interval: 300ms}
                    rule_files: [%s]
                    scrape_configs:
                      - job_name: ringtail
                        static_configs: [{targets: ['%s']}]
                    """.formatted(DOCUMENTS.resolve("alerts.yml"), daemon.replace("http://", "")));
            start(config);
            // A port that was free may be another process's by the time it is taken.
            for (int i = 1; i < PORTS && !serves(); i++) {
                start(config);
            }
        }

        private void start(Path config) throws IOException {
            String address = "127.0.0.1:" + freePort();
            url = "http://" + address;
            process = started(new ProcessBuilder(
                            "prometheus",
                            "--config.file=" + config,
                            "--storage.tsdb.path=" + scratch.resolve("data"),
                            "--web.listen-address=" + address)
                    .redirectErrorStream(true)
                    .redirectOutput(scratch.resolve("prometheus.log").toFile()));
        }

        /** Waits until it answers, or has ended. */
        private boolean serves() throws Exception {
            Eventually.until(
                    "it serves or ends",
                    () -> !process.isAlive() || answer("query?query=1").contains("success"));
            return process.isAlive();
        }

        private static int freePort() throws IOException {
            try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                return free.getLocalPort();
            }
        }

        /** The only value of a query's result; NaN if there is none yet. */
        double value(String expression) throws Exception {
            List<String> values = VALUE.matcher(query(expression))
                    .results()
                    .map(result -> result.group(1))
                    .toList();
            return values.size() == 1 ? Double.parseDouble(values.get(0)) : Double.NaN;
        }

        /** The answer to a query, empty while the server does not answer. */
        String query(String expression) throws Exception {
            return api("query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8));
        }

        int healthyAlerts() throws Exception {
            Matcher alerts = HEALTHY_ALERT.matcher(api("rules?type=alert"));
            return (int) alerts.results().map(MatchResult::group).count();
        }

        private String api(String path) throws Exception {
            assertThat(process.isAlive())
                    .as(Files.readString(scratch.resolve("prometheus.log")))
                    .isTrue();
            return answer(path);
        }

        private String answer(String path) throws Exception {
            try {
                HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/api/v1/" + path))
                        .build();
                return client.send(request, BodyHandlers.ofString()).body();
            } catch (IOException starting) {
                return "";
            }
        }

        @Override
        public void close() {
            process.destroy();
            process.onExit()
                    .orTimeout(20, TimeUnit.SECONDS)
                    .handle((ended, late) -> process.destroyForcibly())
                    .join();
        }
    }
}
