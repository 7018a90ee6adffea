package io.ringtail.reader.otlp;

import com.google.protobuf.ByteString;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPInputStream;

/** A receiver that decodes requests by OpenTelemetry's own classes, and gives prepared answers, then good ones. */
final class OtlpServer implements AutoCloseable {
    private final HttpServer server;
    private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
    private final List<ExportTraceServiceRequest> requests = new CopyOnWriteArrayList<>();
    private final List<Map<String, List<String>>> headers = new CopyOnWriteArrayList<>();

    /** An answer, with headers such as {@code Retry-After: 0}. */
    record Answer(int status, ByteString body, List<String> headers) {}

    OtlpServer(int port) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/", this::handle);
        server.start();
    }

    /** Adds an answer to the next request that has none yet. */
    void answer(int status, byte[] body, String... headersOfIt) {
        answers.add(new Answer(status, ByteString.copyFrom(body), List.of(headersOfIt)));
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** The requests that were well formed, refused ones included. */
    List<ExportTraceServiceRequest> requests() {
        return requests;
    }

    /** The headers of each request. */
    List<Map<String, List<String>>> headers() {
        return headers;
    }

    static List<Span> spans(List<ExportTraceServiceRequest> of) {
        return of.stream()
                .flatMap(request -> request.getResourceSpansList().stream())
                .flatMap(resource -> resource.getScopeSpansList().stream())
                .flatMap(scope -> scope.getSpansList().stream())
                .toList();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            headers.add(Map.copyOf(exchange.getRequestHeaders()));
            Answer answer = answers.poll();
            if (!exchange.getRequestURI().getPath().equals("/v1/traces")) {
                answer = new Answer(404, ByteString.EMPTY, List.of());
            } else {
                try (InputStream in = new GZIPInputStream(exchange.getRequestBody())) {
                    requests.add(ExportTraceServiceRequest.parseFrom(in));
                }
            }
            send(exchange, answer == null ? new Answer(200, ByteString.EMPTY, List.of()) : answer);
        }
    }

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
        for (String header : answer.headers()) {
            String[] parts = header.split(": ", 2);
            exchange.getResponseHeaders().set(parts[0], parts[1]);
        }
        exchange.sendResponseHeaders(
                answer.status(), answer.body().isEmpty() ? -1 : answer.body().size());
        try (OutputStream body = exchange.getResponseBody()) {
            answer.body().writeTo(body);
        } catch (IOException clientHasEnough) {
            // It may read only the first part of a long answer.
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
