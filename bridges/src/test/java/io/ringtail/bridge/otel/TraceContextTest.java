package io.ringtail.bridge.otel;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.ringtail.bridge.TestDaemon;
import io.ringtail.client.Tracer;
import io.ringtail.client.typed.Name;
import io.ringtail.client.typed.TraceContext;
import io.ringtail.client.typed.TraceProvider;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Typed events with the ids of the current OpenTelemetry span. */
@Timeout(120)
final class TraceContextTest {
    private static final int EVENTS = 100;

    /** Events of a shop. */
    @TraceProvider("shop")
    @TraceContext
    interface ShopEvents {
        void order(@Name("id") long id);
    }

    @TempDir
    private Path directory;

    @Test
    void shouldWriteTheIdsOfTheCurrentSpan() throws Exception {
        try (TestDaemon daemon = new TestDaemon(directory);
                SdkTracerProvider provider = SdkTracerProvider.builder()
                        .addSpanProcessor(new RingtailSpanProcessor(daemon.tracer()))
                        .build()) {
            Tracer tracer = daemon.tracer();
            ShopEvents events = tracer.provider(ShopEvents.class);
            daemon.awaitReady();
            List<String> expected = new ArrayList<>();
            for (int i = 0; i < EVENTS; i++) {
                Span span = provider.get("shop").spanBuilder("request").startSpan();
                try (Scope scope = span.makeCurrent()) {
                    events.order(i);
                    assertThat(scope).isNotNull();
                }
                span.end();
                events.order(-i);
                expected.add("order{\"id\":" + i + ",\"trace_id\":\""
                        + span.getSpanContext().getTraceId() + "\",\"span_id\":\""
                        + span.getSpanContext().getSpanId() + "\"}");
                expected.add("order{\"id\":" + -i + ",\"trace_id\":\"\",\"span_id\":\"\"}");
            }
            assertThat(daemon.events("shop")).containsExactlyElementsOf(expected);
        }
    }
}
