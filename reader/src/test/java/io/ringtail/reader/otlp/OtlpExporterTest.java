package io.ringtail.reader.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opentelemetry.proto.collector.trace.v1.ExportTracePartialSuccess;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.ringtail.proto.event.EventSchema;
import io.ringtail.proto.event.FieldType;
import io.ringtail.reader.protobuf.ProtoBuffer;
import io.ringtail.reader.tls.ClientCredentials;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
final class OtlpExporterTest {
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(60);
    private static final byte[] NOTHING = new byte[0];

    @TempDir
    private Path directory;

    private final List<String> notices = new CopyOnWriteArrayList<>();
    private OtlpServer server;

    @BeforeEach
    void listen() throws IOException {
        server = new OtlpServer(0);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private OtlpExporter exporter(long patienceNs) throws IOException {
        return exporter(server.url(), patienceNs);
    }

    private OtlpExporter exporter(String url, long patienceNs) throws IOException {
        OtlpReceiver receiver = OtlpReceiver.at(url, ClientCredentials.NONE, null);
        return new OtlpExporter(receiver, Map.of("service.name", "shop"), patienceNs, notices::add);
    }

    /** Adds spans, each with a text of some length. */
    private static void write(OtlpExporter exporter, int count, int length) throws Exception {
        SampleEvents events = new SampleEvents(new OtlpSink(exporter, "boot", "", () -> 0));
        events.define(EventSchema.builder("shop", "query")
                .field("duration_ns", FieldType.U64)
                .chars("text", 256));
        for (int i = 0; i < count; i++) {
            events.write("query", 12, 1000 + i, 10, "x".repeat(length));
        }
    }

    private static void await(BooleanSupplier condition) {
        long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.getAsBoolean() && System.nanoTime() - endNs < 0) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }

    private int received() {
        return OtlpServer.spans(server.requests()).size();
    }

    @Test
    void shouldSendFullBatchesAndTheRestAtTheEnd() throws Exception {
        try (OtlpExporter exporter = exporter(PATIENCE_NS)) {
            write(exporter, 20_000, 200);
            exporter.finish();
            assertThat(exporter.accepted()).isEqualTo(20_000);
            assertThat(exporter.rejected()).isZero();
            assertThat(exporter.requests()).isEqualTo(server.requests().size()).isGreaterThanOrEqualTo(3);
            assertThat(exporter.bytes()).isBetween(20_000L, 2_000_000L);
        }
        assertThat(received()).isEqualTo(20_000);
        assertThat(OtlpServer.spans(server.requests()).stream()
                        .map(span -> span.getSpanId())
                        .distinct())
                .hasSize(20_000);
        assertThat(server.requests())
                .allSatisfy(request -> assertThat(request.getSerializedSize()).isLessThan(4 << 20));
        assertThat(server.headers().get(0))
                .containsEntry("Content-encoding", List.of("gzip"))
                .containsEntry("Content-type", List.of("application/x-protobuf"));
        assertThat(notices).isEmpty();
    }

    @Test
    void shouldSendSpansSoonWithoutAFullBatch() throws Exception {
        try (OtlpExporter exporter = exporter(PATIENCE_NS)) {
            write(exporter, 1, 1);
            await(() -> received() > 0);
            assertThat(received()).isEqualTo(1);
        }
    }

    @Test
    void shouldSendTheSameSpansAgainUntilTheReceiverTakesThem() throws Exception {
        server.answer(503, NOTHING, "Retry-After: 0");
        server.answer(429, NOTHING, "Retry-After: Sun, 06 Nov 1994 08:49:37 GMT");
        server.answer(502, NOTHING, "Retry-After: soon");
        try (OtlpExporter exporter = exporter(PATIENCE_NS)) {
            write(exporter, 3, 1);
            exporter.finish();
            assertThat(exporter.accepted()).isEqualTo(3);
        }
        assertThat(server.requests()).hasSize(4);
        assertThat(server.requests().stream().distinct()).hasSize(1);
        assertThat(notices).hasSize(2);
        assertThat(notices.get(0)).startsWith("waiting for up to 60 s: ").contains("/v1/traces answers 503");
        assertThat(notices.get(1)).endsWith("/v1/traces takes spans again");
    }

    @Test
    void shouldWaitForAReceiverThatIsNotThereYet() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        try (OtlpExporter exporter = exporter("127.0.0.1:" + port, PATIENCE_NS)) {
            write(exporter, 3, 1);
            await(() -> !notices.isEmpty());
            assertThat(notices).first().asString().contains("cannot send to http://127.0.0.1:" + port + "/v1/traces");
            try (OtlpServer late = new OtlpServer(port)) {
                exporter.finish();
                assertThat(OtlpServer.spans(late.requests())).hasSize(3);
            }
        }
    }

    @Test
    void shouldReportSpansThatTheReceiverRejects() throws Exception {
        server.answer(
                200,
                ExportTraceServiceResponse.newBuilder()
                        .setPartialSuccess(ExportTracePartialSuccess.newBuilder()
                                .setRejectedSpans(2)
                                .setErrorMessage("too\n old\u001b[31m"))
                        .build()
                        .toByteArray());
        try (OtlpExporter exporter = exporter(PATIENCE_NS)) {
            write(exporter, 5, 1);
            exporter.finish();
            assertThat(exporter.accepted()).isEqualTo(3);
            assertThat(exporter.rejected()).isEqualTo(2);
            assertThat(exporter.rejection()).isEqualTo("too old?[31m");
        }
        assertThat(server.requests()).hasSize(1);
        assertThat(notices).singleElement().asString().endsWith("/v1/traces rejects 2 spans: too old?[31m");
    }

    @Test
    void shouldPassOnAWarningAndBelieveNoNumberAboveTheSpansSent() throws Exception {
        server.answer(
                200,
                ExportTraceServiceResponse.newBuilder()
                        .setPartialSuccess(
                                ExportTracePartialSuccess.newBuilder().setErrorMessage("old version"))
                        .build()
                        .toByteArray());
        try (OtlpExporter exporter = exporter(PATIENCE_NS)) {
            write(exporter, 5, 1);
            exporter.finish();
            assertThat(exporter.accepted()).isEqualTo(5);
        }
        assertThat(notices).singleElement().asString().endsWith("accepts spans, and says: old version");
        server.answer(
                200,
                ExportTraceServiceResponse.newBuilder()
                        .setPartialSuccess(
                                ExportTracePartialSuccess.newBuilder().setRejectedSpans(Long.MAX_VALUE))
                        .build()
                        .toByteArray());
        try (OtlpExporter exporter = exporter(PATIENCE_NS)) {
            write(exporter, 5, 1);
            exporter.finish();
            assertThat(exporter.accepted()).isZero();
            assertThat(exporter.rejected()).isEqualTo(5);
            assertThat(exporter.rejection()).isEqualTo("it does not say why");
        }
    }

    @Test
    void shouldGoOnAfterABatchThatIsRefused() throws Exception {
        ProtoBuffer status = new ProtoBuffer();
        status.number(1, 3).text(2, "no such attribute");
        server.answer(400, Arrays.copyOf(status.bytes(), status.length()));
        try (OtlpExporter exporter = exporter(PATIENCE_NS)) {
            write(exporter, 8192, 1);
            write(exporter, 8, 1);
            exporter.finish();
            assertThat(exporter.accepted() + exporter.rejected()).isEqualTo(8200);
            assertThat(exporter.accepted()).isPositive();
            assertThat(exporter.rejection()).endsWith("answers 400 (no such attribute)");
        }
        assertThat(notices).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 401, 403, 404, 405, 500})
    void shouldEndAtAnAnswerThatNoRepetitionChanges(int status) throws Exception {
        server.answer(status, "denied\n".getBytes(StandardCharsets.UTF_8), "Content-Type: text/plain");
        try (OtlpExporter exporter = exporter(PATIENCE_NS)) {
            write(exporter, 1, 1);
            assertThatThrownBy(exporter::finish)
                    .isInstanceOf(OtlpException.class)
                    .hasMessageContaining("/v1/traces answers " + status + " (denied): ");
            assertThatThrownBy(() -> write(exporter, 1, 1)).isInstanceOf(UncheckedIOException.class);
        }
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void shouldTakeNoOtherServerForAReceiver() throws Exception {
        server.answer(200, "<html>".getBytes(StandardCharsets.UTF_8), "Content-Type: text/html");
        try (OtlpExporter exporter = exporter(PATIENCE_NS)) {
            write(exporter, 1, 1);
            assertThatThrownBy(exporter::finish).hasMessageContaining("with text/html, as no OTLP receiver does");
        }
        byte[] noMessage = new byte[1 << 20];
        Arrays.fill(noMessage, (byte) -1);
        server.answer(200, noMessage);
        try (OtlpExporter exporter = exporter(PATIENCE_NS)) {
            write(exporter, 1, 1);
            assertThatThrownBy(exporter::finish).hasMessageContaining("as no OTLP receiver does");
        }
        server.answer(200, "{}".getBytes(StandardCharsets.UTF_8), "Content-Type: application/json");
        try (OtlpExporter exporter = exporter(PATIENCE_NS)) {
            write(exporter, 1, 1);
            exporter.finish();
            assertThat(exporter.accepted()).isEqualTo(1);
        }
        assertThat(notices).singleElement().asString().contains("answers in JSON");
    }

    @Test
    void shouldGiveUpWhenItsPatienceEnds() throws Exception {
        for (int i = 0; i < 100; i++) {
            server.answer(503, NOTHING);
        }
        try (OtlpExporter exporter = exporter(TimeUnit.MILLISECONDS.toNanos(700))) {
            write(exporter, 1, 1);
            assertThatThrownBy(exporter::finish)
                    .hasMessageContaining("answers 503: 0 spans were accepted before; export again");
        }
        assertThat(server.requests()).hasSizeBetween(1, 3);
    }

    @Test
    void shouldNotWaitLongOnceTheUserWaits() throws Exception {
        server.answer(503, NOTHING, "Retry-After: 1000");
        server.answer(503, NOTHING, "Retry-After: 1000");
        try (OtlpExporter exporter = exporter(TimeUnit.HOURS.toNanos(1))) {
            write(exporter, 1, 1);
            await(() -> !notices.isEmpty());
            exporter.hurry(TimeUnit.SECONDS.toNanos(1));
            assertThatThrownBy(exporter::finish).hasMessageContaining("answers 503");
        }
        assertThat(server.requests()).hasSize(2);
    }

    @Test
    void shouldSendTheHeadersOfASecretFileToThisMachineOnly() throws Exception {
        Path file = directory.resolve("headers");
        Files.writeString(file, "# a comment\n\nAuthorization: Bearer secret\nX-Tenant:  one two \n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        OtlpReceiver receiver = OtlpReceiver.at(server.url(), ClientCredentials.NONE, file);
        try (OtlpExporter exporter = new OtlpExporter(receiver, Map.of(), PATIENCE_NS, notices::add)) {
            write(exporter, 1, 1);
            exporter.finish();
        }
        assertThat(server.headers().get(0))
                .containsEntry("Authorization", List.of("Bearer secret"))
                .containsEntry("X-tenant", List.of("one two"));
        assertThatThrownBy(() -> OtlpReceiver.at("http://collector:4318", ClientCredentials.NONE, file))
                .hasMessageContaining("are not sent to http://collector:4318/v1/traces without TLS");
        Files.writeString(file, "Content-Type: text/html\n");
        assertThatThrownBy(() -> OtlpReceiver.at(server.url(), ClientCredentials.NONE, file))
                .hasMessage(file + ", line 1 sets Content-Type, which this program sets itself: remove the line");
        Files.writeString(file, "secret");
        assertThatThrownBy(() -> OtlpReceiver.at(server.url(), ClientCredentials.NONE, file))
                .hasMessage(file + ", line 1 is no header: write NAME: VALUE, or # before a comment");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(() -> OtlpReceiver.at(server.url(), ClientCredentials.NONE, file))
                .hasMessageContaining("chmod 600");
    }

    @Test
    void shouldCompleteUrls() throws Exception {
        assertThat(url("localhost:4318")).isEqualTo("http://localhost:4318/v1/traces");
        assertThat(url("http://[::1]:4318/")).isEqualTo("http://[::1]:4318/v1/traces");
        assertThat(url("HTTPS://collector/otlp/v1/traces?x=1")).isEqualTo("https://collector/otlp/v1/traces?x=1");
    }

    private static String url(String text) throws IOException {
        return OtlpReceiver.at(text, ClientCredentials.NONE, null).url().toString();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "http://", "ftp://host", "http://user:secret@host", "http://host:99999", "a b", "http://h#f"
            })
    void shouldRefuseOtherUrls(String url) {
        assertThatThrownBy(() -> url(url)).isInstanceOf(OtlpException.class).hasMessageContaining("give one like http");
    }
}
