package io.ringtail.bridge.otel;

import static io.ringtail.bridge.TestDaemon.number;
import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.ringtail.bridge.WithDaemon;
import io.ringtail.client.Tracer;
import java.lang.reflect.Proxy;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
@SuppressWarnings("NullAway.Init")
final class RingtailSpanProcessorTest extends WithDaemon {
    private SdkTracerProvider provider;

    @BeforeEach
    void start() throws Exception {
        Tracer tracer = daemon.tracer();
        SdkTracerProvider provider = SdkTracerProvider.builder()
                .addSpanProcessor(new RingtailSpanProcessor(tracer))
                .build();
        this.provider = provider;
        daemon.awaitReady();
    }

    @AfterEach
    void stop() {
        provider.close();
    }

    private List<String> events() throws Exception {
        return daemon.events("otel");
    }

    @Test
    void shouldWriteSpansWithTheirIdsKindAndStatus() throws Exception {
        io.opentelemetry.api.trace.Tracer tracer = provider.get("shop");
        Span request =
                tracer.spanBuilder("request").setSpanKind(SpanKind.SERVER).startSpan();
        Span query = tracer.spanBuilder("query")
                .setParent(Context.root().with(request))
                .startSpan();
        query.setStatus(StatusCode.ERROR, "no stock");
        query.end();
        request.updateName("GET /orders");
        request.end();

        List<String> events = events();
        assertThat(events).hasSize(4);
        assertThat(events.get(0)).startsWith("span_begin{").contains("\"name\":\"request\",\"kind\":\"SERVER\"");
        assertThat(events.get(1)).startsWith("span_begin{").contains("\"name\":\"query\",\"kind\":\"INTERNAL\"");
        assertThat(events.get(2)).startsWith("span_end{").contains("\"status\":\"ERROR\",\"name\":\"query\"");
        assertThat(events.get(3)).startsWith("span_end{").contains("\"status\":\"UNSET\",\"name\":\"GET /orders\"");
        assertThat(number(events.get(2), "duration_ns")).isPositive().isLessThan(number(events.get(3), "duration_ns"));
        assertThat(events.get(1)).contains(id("parent", request.getSpanContext().getSpanId()));
        assertThat(events.get(0)).contains("\"parent\":0");
        String trace = request.getSpanContext().getTraceId();
        assertThat(events)
                .allSatisfy(event -> assertThat(event)
                        .contains(id("trace_hi", trace.substring(0, 16)))
                        .contains(id("trace_lo", trace.substring(16))));
        assertThat(events.get(2)).contains(id("span", query.getSpanContext().getSpanId()));
    }

    private static String id(String field, String hex) {
        return '"' + field + "\":" + Long.toUnsignedString(Long.parseUnsignedLong(hex, 16));
    }

    @Test
    void shouldNotPassOnWhatASpanThrows() throws Exception {
        ReadWriteSpan broken = (ReadWriteSpan) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {ReadWriteSpan.class}, (proxy, method, arguments) -> {
                    throw new AssertionError("no " + method.getName());
                });
        try (RingtailSpanProcessor processor = new RingtailSpanProcessor(daemon.tracer())) {
            daemon.awaitReady();
            processor.onStart(Context.root(), broken);
            processor.onEnd(broken);
        }

        assertThat(events()).isEmpty();
    }

    @Test
    void shouldWriteNothingOnceItIsShutDownOrItsTracerClosed() throws Exception {
        Span before = provider.get("shop").spanBuilder("before").startSpan();
        daemon.tracer().close();
        before.end();
        provider.get("shop").spanBuilder("tracer closed").startSpan().end();
        assertThat(provider.shutdown().isSuccess()).isTrue();
        provider.get("shop").spanBuilder("shut down").startSpan().end();

        assertThat(events()).singleElement().asString().startsWith("span_begin{");
    }
}
