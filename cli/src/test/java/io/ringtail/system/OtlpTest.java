package io.ringtail.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import io.ringtail.reader.tls.ClientCredentials;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Spans of an application, sent to an OTLP receiver that decodes them by OpenTelemetry's own classes. */
@Tag("once")
@Timeout(180)
final class OtlpTest {
    private static final int ROUNDS = 20;
    /** A round has two of them, one inside the other. */
    private static final int REQUESTS = 2 * ROUNDS;

    @TempDir
    private static Path shared;

    @TempDir
    private Path scratch;

    private static RingtailHost host;
    private static PrivateAuthority authority;

    private final List<Span> spans = new CopyOnWriteArrayList<>();
    private final List<String> tokens = new CopyOnWriteArrayList<>();
    private volatile int status = 200;
    private HttpServer server;

    @BeforeAll
    static void write() throws Exception {
        authority = PrivateAuthority.make(shared);
        host = new RingtailHost();
        host.write(SpanApplication.class, ROUNDS);
    }

    @AfterAll
    static void end() throws IOException {
        host.close();
    }

    @BeforeEach
    void listen() throws IOException {
        server = HttpServer.create(address(), 0);
        serve();
    }

    private static InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    private void serve() {
        server.createContext("/v1/traces", this::receive);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void receive(HttpExchange exchange) throws IOException {
        try (exchange;
                InputStream in = new GZIPInputStream(exchange.getRequestBody())) {
            ExportTraceServiceRequest request = ExportTraceServiceRequest.parseFrom(in);
            tokens.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            if (status == 200) {
                request.getResourceSpansList()
                        .forEach(resource ->
                                resource.getScopeSpansList().forEach(scope -> spans.addAll(scope.getSpansList())));
            }
            exchange.sendResponseHeaders(status, -1);
        }
    }

    private String url() {
        String scheme = server instanceof HttpsServer ? "https" : "http";
        return scheme + "://127.0.0.1:" + server.getAddress().getPort();
    }

    private RingtailProcess.Ended export(String... options) throws Exception {
        return RingtailProcess.run(
                scratch,
                Stream.concat(Stream.of("export", "--otlp", url()), Stream.of(options))
                        .toArray(String[]::new));
    }

    private long named(String name) {
        return spans.stream().filter(span -> span.getName().equals(name)).count();
    }

    @Test
    void shouldSendTheSpansOfADaemonThatSpeaksAndThoseOfAFileWithTheSameIds() throws Exception {
        RingtailProcess.Ended live = export("--dir", host.dir(), "--from", "oldest", "--duration", "1s");
        assertThat(live.status()).as(live.err()).isZero();
        assertThat(live.err()).contains("; written to " + url() + "/v1/traces", spans.size() + " spans accepted in ");
        assertThat(named("request")).isEqualTo(REQUESTS);
        long nowNs = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
        assertThat(spans).allSatisfy(span -> {
            assertThat(span.getEndTimeUnixNano()).isBetween(nowNs - TimeUnit.MINUTES.toNanos(10), nowNs);
            assertThat(span.getStartTimeUnixNano()).isLessThanOrEqualTo(span.getEndTimeUnixNano());
        });
        List<Object> first = spans.stream().<Object>map(Span::getSpanId).toList();
        spans.clear();
        Path recording = scratch.resolve("spans.dat");
        host.copyTo(recording, "record");
        RingtailProcess.Ended file = export(recording.toString(), "--otlp-resource", "service.name=web");
        assertThat(file.status()).as(file.err()).isZero();
        assertThat(spans.stream().<Object>map(Span::getSpanId)).containsExactlyInAnyOrderElementsOf(first);
    }

    @Test
    void shouldVerifyAReceiverAndSendItASecret() throws Exception {
        server.stop(0);
        HttpsServer tls = HttpsServer.create(address(), 0);
        tls.setHttpsConfigurator(new HttpsConfigurator(new ClientCredentials(
                        null, Path.of(authority.file("server.pem")), Path.of(authority.file("server.key")), null)
                .context()));
        server = tls;
        serve();
        Path headers = Files.writeString(scratch.resolve("headers"), "Authorization: Bearer abc\n");
        Files.setPosixFilePermissions(headers, PosixFilePermissions.fromString("rw-------"));
        String[] arguments = {
            "--dir", host.dir(), "--from", "oldest", "--duration", "1s", "--otlp-headers", headers.toString()
        };
        RingtailProcess.Ended untrusted = export(arguments);
        assertThat(untrusted.status()).isEqualTo(1);
        assertThat(untrusted.err()).contains("cannot be trusted", "give that authority's certificate with --ca FILE");
        assertThat(tokens).isEmpty();
        RingtailProcess.Ended trusted =
                export(Stream.concat(Stream.of(arguments), Stream.of("--ca", authority.file("ca.pem")))
                        .toArray(String[]::new));
        assertThat(trusted.status()).as(trusted.err()).isZero();
        assertThat(named("request")).isEqualTo(REQUESTS);
        assertThat(tokens).containsOnly("Bearer abc");
    }

    @Test
    @Tag("extensive")
    void shouldFailIfTheReceiverRejectsSpansOrGoesAway() throws Exception {
        status = 400;
        RingtailProcess.Ended rejected = export("--dir", host.dir(), "--from", "oldest", "--duration", "500ms");
        assertThat(rejected.status()).isEqualTo(1);
        assertThat(rejected.err()).contains("0 spans accepted in ").containsPattern("has rejected [0-9]+ spans: ");
        status = 503;
        try (RingtailProcess export =
                RingtailProcess.start(scratch, "export", "--otlp", url(), "--dir", host.dir(), "--from", "oldest")) {
            Eventually.until("the export waits", () -> tokens.size() > 1);
            export.terminate();
            RingtailProcess.Ended ended = export.ended();
            assertThat(ended.status()).isEqualTo(1);
            assertThat(ended.err()).contains("answers 503: 0 spans were accepted before");
        }
    }
}
