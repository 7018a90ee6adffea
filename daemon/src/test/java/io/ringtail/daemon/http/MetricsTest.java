package io.ringtail.daemon.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.daemon.buffer.RingStatistics;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
final class MetricsTest extends FreshServedFile {
    private static final String OPEN_METRICS = "application/openmetrics-text; version=1.0.0";

    private static final int LOOKS = 20;

    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void shouldTellWhatEachCpuHasWrittenAndLost() throws Exception {
        WrittenRing ring = daemon.addRing(2);
        ring.writeMany(77, 100, 8 * ServedFile.EVENTS_A_PAGE);
        RingStatistics statistics = daemon.statistics(2);
        assertThat(statistics.overrun()).isPositive();

        assertThat(lines(""))
                .contains(
                        "# TYPE ringtail_events_written_total counter",
                        "ringtail_events_written_total{cpu=\"2\"} " + (double) statistics.written(),
                        "ringtail_events_lost_total{cause=\"overrun\",cpu=\"2\"} " + (double) statistics.overrun(),
                        "ringtail_events_lost_total{cause=\"dropped\",cpu=\"2\"} 0.0",
                        "ringtail_events_lost_total{cause=\"unplaced\",cpu=\"none\"} 0.0",
                        "ringtail_ring_entries{cpu=\"2\"} " + (double) statistics.entries(),
                        "ringtail_cpu_online{cpu=\"2\"} 1.0",
                        "ringtail_handshakes_total{outcome=\"passed_over\"} 2.0",
                        "ringtail_handshake_duration_seconds_bucket{le=\"+Inf\"} 0",
                        "ringtail_snapshots_total{outcome=\"taken\"} 0.0")
                .anyMatch(line ->
                        line.startsWith("ringtail_build_info{java_version=") && line.endsWith(",version=\"1.2.3\"} 1"));
    }

    @Test
    void shouldSpeakOpenMetricsToWhoAsksForIt() throws Exception {
        assertThat(get("").headers().firstValue("content-type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain; version=0.0.4"));
        HttpResponse<String> open = get(OPEN_METRICS);
        assertThat(open.headers().firstValue("content-type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("application/openmetrics-text; version=1.0.0"));
        assertThat(open.body()).contains("# TYPE ringtail_handshakes counter\n").endsWith("# EOF\n");
    }

    @Test
    void shouldKeepTheCountsOfReceiversThatHaveEnded() throws Exception {
        WrittenRing ring = daemon.addRing(0);
        ring.write(77, 100, 130);
        for (int i = 1; i <= 3; i++) {
            client.send(request("/trace_pipe?wait=0", ""), BodyHandlers.ofString());
            assertThat(lines(""))
                    .contains(
                            "ringtail_receiver_events_total{kind=\"trace_pipe\"} " + 2.0 * i,
                            "ringtail_receivers{kind=\"trace_pipe\"} 0.0");
        }
    }

    @Test
    void shouldCountAReceiverByItsFileWhetherItsPathEndsWithASlashOrNot() throws Exception {
        daemon.addRing(0).write(77, 100);
        for (String path : List.of("/trace_pipe?wait=0", "/trace_pipe/?wait=0", "//trace_pipe//?wait=0")) {
            assertThat(client.send(request(path, ""), BodyHandlers.ofString()).statusCode())
                    .isEqualTo(200);
        }
        assertThat(lines(""))
                .contains("ringtail_receiver_events_total{kind=\"trace_pipe\"} 3.0")
                .noneMatch(line -> line.contains("kind=\"\""));
    }

    @Test
    @Tag("extensive")
    void shouldTellHowFarBehindAReceiverIsThatDoesNotRead() throws Exception {
        WrittenRing ring = daemon.addRing(0);
        try (Socket stuck = new Socket(InetAddress.getLoopbackAddress(), daemon.port())) {
            stuck.setReceiveBufferSize(1 << 12);
            String request = "GET /per_cpu/cpu0/trace_pipe_raw HTTP/1.1\r\nHost: localhost\r\n\r\n";
            stuck.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            InputStream in = stuck.getInputStream();
            assertThat(in.read()).isEqualTo('H');
            assertThat(lines("")).contains("ringtail_receiver_lag_seconds{kind=\"trace_pipe_raw\"} 0.0");
            int behind = 0;
            for (int time = 100; behind < LOOKS; behind = lag() > 1 ? behind + 1 : 0) {
                // One that reads is behind for a moment, too. Events are nanoseconds old, so as old as the machine.
                if (behind == 0) {
                    time += ring.writeMany(77, time, ServedFile.EVENTS_A_PAGE);
                }
            }
            assertThat(lines("")).contains("ringtail_receivers{kind=\"trace_pipe_raw\"} 1.0");
        }
    }

    private double lag() throws Exception {
        return lines("").stream()
                .filter(line -> line.startsWith("ringtail_receiver_lag_seconds{kind=\"trace_pipe_raw\"} "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(' '))))
                .sum();
    }

    private List<String> lines(String accept) throws Exception {
        return get(accept).body().lines().toList();
    }

    private HttpResponse<String> get(String accept) throws Exception {
        HttpResponse<String> response = client.send(request("/metrics", accept), BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(200);
        return response;
    }

    private HttpRequest request(String path, String accept) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(daemon.url() + path));
        return (accept.isEmpty() ? request : request.header("Accept", accept)).build();
    }
}
