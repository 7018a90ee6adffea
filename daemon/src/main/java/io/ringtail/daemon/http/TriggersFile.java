package io.ringtail.daemon.http;

import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.ringtail.reader.filter.Selection;
import java.util.Set;

/** {@code /triggers}: lists, adds and removes triggers. */
final class TriggersFile {
    private static final Set<HttpMethod> METHODS =
            Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.POST, HttpMethod.DELETE);

    private final ServedTriggers triggers;
    private final Guard guard;

    TriggersFile(ServedTriggers triggers, Guard guard) {
        this.triggers = triggers;
        this.guard = guard;
    }

    Node.File file() {
        return new Node.File(
                "what happens when events match, as JSON; POST ?event=GLOB&filter=PREDICATE&do=ACTION adds one, DELETE"
                        + " ?id=ID removes one",
                METHODS,
                this::answer);
    }

    private Reply answer(Request request) throws HttpProblem {
        if (request.method().equals(HttpMethod.POST)) {
            return add(request);
        }
        if (request.method().equals(HttpMethod.DELETE)) {
            return remove(request);
        }
        request.parameters().only();
        return list();
    }

    private Reply add(Request request) throws HttpProblem {
        Parameters parameters = request.parameters();
        parameters.only("event", "tid", "pid", "filter", "do");
        Selection selection = SelectionRequest.of(parameters);
        try {
            JsonText json = new JsonText();
            ServedTriggers.Entry added = triggers.add(selection, parameters.text("do"));
            guard.changed(
                    request, "added trigger " + added.id() + ": " + added.action() + " if " + selection.parameters());
            entry(json, added);
            return Reply.json(json + "\n");
        } catch (IllegalArgumentException e) {
            throw new HttpProblem(
                    HttpResponseStatus.BAD_REQUEST, "do: " + Printable.of(String.valueOf(e.getMessage())));
        } catch (ServedTriggers.TooManyException e) {
            throw new HttpProblem(HttpResponseStatus.TOO_MANY_REQUESTS, String.valueOf(e.getMessage()));
        }
    }

    private Reply remove(Request request) throws HttpProblem {
        Parameters parameters = request.parameters();
        parameters.only("id");
        long id = parameters.number("id");
        if (!triggers.remove(id)) {
            throw new HttpProblem(HttpResponseStatus.NOT_FOUND, "there is no trigger " + id + ": /triggers lists them");
        }
        guard.changed(request, "removed trigger " + id);
        return Reply.text("ok\n");
    }

    private Reply list() {
        JsonText json = new JsonText().beginObject().beginArray("triggers");
        triggers.all().forEach(trigger -> entry(json, trigger));
        json.endArray();
        ServedTriggers.Watch watch = triggers.watch();
        json.number("events", watch.events()).number("lost", watch.lost()).string("problem", watch.problem());
        return Reply.json(json.endObject() + "\n");
    }

    private static void entry(JsonText json, ServedTriggers.Entry trigger) {
        json.beginObject().number("id", trigger.id());
        trigger.selection().parameters().forEach(json::string);
        json.string("do", trigger.action())
                .bool("live", trigger.live())
                .number("matched", trigger.matched())
                .number("done", trigger.done())
                .number("refused", trigger.refused())
                .endObject();
    }
}
