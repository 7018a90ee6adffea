package io.ringtail.bridge.micrometer;

import static io.ringtail.bridge.TestDaemon.number;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.ringtail.bridge.LogLines;
import io.ringtail.bridge.WithDaemon;
import io.ringtail.client.Tracer;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
@SuppressWarnings("NullAway.Init")
final class RingtailObservationHandlerTest extends WithDaemon {
    private ObservationRegistry registry;
    private RingtailObservationHandler handler;

    @BeforeEach
    void start() throws Exception {
        Tracer tracer = daemon.tracer();
        ObservationRegistry registry = ObservationRegistry.create();
        RingtailObservationHandler handler = new RingtailObservationHandler(tracer);
        registry.observationConfig().observationHandler(handler);
        this.registry = registry;
        this.handler = handler;
        daemon.awaitReady();
    }

    private List<String> events() throws Exception {
        return daemon.events("observation").stream()
                .map(event -> event.replaceAll("\"duration_ns\":\\d+", "\"duration_ns\":0"))
                .toList();
    }

    @Test
    void shouldWriteNestedObservationsWithTagsErrorsAndEvents() throws Exception {
        Observation request = Observation.createNotStarted("http.request", registry)
                .contextualName("GET /orders")
                .lowCardinalityKeyValue("method", "GET")
                .highCardinalityKeyValue("user", "ada")
                .start();
        request.scoped(() -> {
            Observation query = Observation.start("query", registry);
            query.event(Observation.Event.of("retry", "second attempt"));
            query.error(new IllegalStateException("no stock"));
            query.stop();
        });
        request.stop();

        assertThat(events())
                .containsExactly(
                        "observation_begin{\"name\":\"http.request\",\"contextual_name\":\"GET /orders\",\"id\":1,"
                                + "\"parent\":0}",
                        "observation_begin{\"name\":\"query\",\"contextual_name\":\"\",\"id\":2,\"parent\":1}",
                        "observation_event{\"name\":\"retry\",\"contextual_name\":\"second attempt\",\"id\":2}",
                        "observation_end{\"name\":\"query\",\"id\":2,\"duration_ns\":0,"
                                + "\"error\":\"java.lang.IllegalStateException: no stock\",\"tags\":\"\"}",
                        "observation_end{\"name\":\"http.request\",\"id\":1,\"duration_ns\":0,\"error\":\"\","
                                + "\"tags\":\"method=GET, user=ada\"}");
        List<String> ends = daemon.events("observation").stream()
                .filter(event -> event.startsWith("observation_end"))
                .toList();
        assertThat(number(ends.get(0), "duration_ns")).isPositive().isLessThan(number(ends.get(1), "duration_ns"));
    }

    @Test
    void shouldPassOnOnlyTheApplicationsOwnException() throws Exception {
        Observation observation = Observation.createNotStarted("failing", registry);
        assertThatThrownBy(() -> observation.observe(() -> {
                    throw new LogLines.Speechless();
                }))
                .isInstanceOf(LogLines.Speechless.class);
        Observation.Context broken = new Observation.Context() {
            @Override
            public String getName() {
                throw new AssertionError("no name");
            }
        };
        handler.onStart(broken);
        handler.onStop(broken);

        assertThat(events())
                .filteredOn(event -> event.startsWith("observation_end"))
                .containsExactly("observation_end{\"name\":\"failing\",\"id\":1,\"duration_ns\":0,\"error\":"
                        + "\"io.ringtail.bridge.LogLines$Speechless: (its message threw java.lang.AssertionError)\","
                        + "\"tags\":\"\"}");
    }

    @Test
    void shouldWriteNothingOnceItOrItsTracerIsClosed() throws Exception {
        Observation open = Observation.start("open", registry);
        handler.close();
        open.stop();
        Observation.start("closed", registry).stop();
        RingtailObservationHandler other = new RingtailObservationHandler(daemon.tracer());
        registry.observationConfig().observationHandler(other);
        Observation across = Observation.start("across", registry);
        daemon.tracer().close();
        across.stop();
        Observation.start("tracer closed", registry).stop();

        assertThat(events()).noneMatch(event -> event.contains("closed") || event.startsWith("observation_end"));
    }
}
