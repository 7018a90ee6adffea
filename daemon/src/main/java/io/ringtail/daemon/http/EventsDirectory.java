package io.ringtail.daemon.http;

import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.ringtail.daemon.control.RegisteredEvent;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code /events}: a directory for each system, with one directory for each of its events. */
final class EventsDirectory implements Node.Directory {
    private static final Set<HttpMethod> READ_AND_WRITE =
            Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.PUT, HttpMethod.POST);

    private final ServedEvents events;
    private final Guard guard;

    EventsDirectory(ServedEvents events, Guard guard) {
        this.guard = guard;
        this.events = events;
    }

    @Override
    public String description() {
        return "the registered events, by system";
    }

    @Override
    public List<String> names() {
        return events.systems();
    }

    @Override
    public @Nullable Node child(String system) {
        List<String> names = events.names(system);
        return names.isEmpty() ? null : new OfSystem(system, names);
    }

    /** One system's events; the files of an event are created on request. */
    private final class OfSystem implements Node.Directory {
        private final String system;
        private final List<String> names;

        OfSystem(String system, List<String> names) {
            this.system = system;
            this.names = names;
        }

        @Override
        public String description() {
            return names.size() == 1 ? "1 event" : names.size() + " events";
        }

        @Override
        public List<String> names() {
            return names;
        }

        @Override
        public @Nullable Node child(String name) {
            RegisteredEvent event = events.event(system, name);
            return event == null ? null : EventsDirectory.this.event(event);
        }
    }

    private Node event(RegisteredEvent event) {
        String description = "event " + event.id() + (events.isEnabled(event.id()) ? ", enabled" : ", disabled");
        return new Node.Fixed(
                description,
                Map.of(
                        "format", text("the fields and how they are printed", event.format()),
                        "properties",
                                text(
                                        "its labels, descriptions, units and level",
                                        event.properties().text()),
                        "id", text("the event's id in the pages", event.id() + "\n"),
                        "enable",
                                new Node.File(
                                        "1 or 0; PUT or POST changes it",
                                        READ_AND_WRITE,
                                        request -> enable(event, request))));
    }

    private static Node text(String description, String text) {
        return Node.File.readOnly(description, request -> {
            request.parameters().only();
            return Reply.text(text);
        });
    }

    private Reply enable(RegisteredEvent event, Request request) throws HttpProblem {
        request.parameters().only();
        if (!request.method().equals(HttpMethod.GET) && !request.method().equals(HttpMethod.HEAD)) {
            boolean enabled = parse(request.body());
            events.setEnabled(event.id(), enabled);
            guard.changed(request, (enabled ? "enabled " : "disabled ") + event.fullName());
        }
        return Reply.text(events.isEnabled(event.id()) ? "1\n" : "0\n");
    }

    private static boolean parse(String body) throws HttpProblem {
        return switch (body.strip()) {
            case "0" -> false;
            case "1" -> true;
            default ->
                throw new HttpProblem(
                        HttpResponseStatus.BAD_REQUEST,
                        "enable takes 0 or 1, not '" + Printable.of(body.strip()) + "'");
        };
    }
}
