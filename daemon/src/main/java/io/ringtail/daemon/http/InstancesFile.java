package io.ringtail.daemon.http;

import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** {@code /instances}: lists, adds and removes instances. What is below it is served by {@link InstanceHost}. */
final class InstancesFile {
    private static final Set<HttpMethod> METHODS =
            Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.POST, HttpMethod.DELETE);

    private final ServedInstances instances;
    private final Guard guard;

    private InstancesFile(ServedInstances instances, Guard guard) {
        this.instances = instances;
        this.guard = guard;
    }

    /** Adds the file to a daemon's tree; an instance's has none. */
    static void addTo(Map<String, Node> directory, ServedInstances instances, Guard guard) {
        if (!instances.equals(ServedInstances.NONE)) {
            directory.put("instances", new InstancesFile(instances, guard).file());
        }
    }

    private Node.File file() {
        return new Node.File(
                "the instances, as JSON, each of which is at /instances/NAME/; POST"
                        + " ?name=NAME&buffer-size=SIZE&mode=MODE&event=GLOB,GLOB adds one, DELETE ?name=NAME removes one",
                METHODS,
                this::answer);
    }

    private Reply answer(Request request) throws HttpProblem {
        Parameters parameters = request.parameters();
        if (request.method().equals(HttpMethod.POST)) {
            return add(request);
        }
        if (request.method().equals(HttpMethod.DELETE)) {
            parameters.only("name");
            String name = parameters.mandatory("name");
            return later(request, instances.remove(name), "removed instance " + name);
        }
        parameters.only();
        JsonText json = new JsonText().beginObject().beginArray("instances");
        instances.all().forEach(entry -> write(json, entry));
        return Reply.json(json.endArray().endObject() + "\n");
    }

    private Reply add(Request request) throws HttpProblem {
        Parameters parameters = request.parameters();
        parameters.only("name", "buffer-size", "mode", "event");
        String name = parameters.mandatory("name");
        try {
            return later(
                    request,
                    instances.add(
                            name, parameters.text("buffer-size"), parameters.text("mode"), parameters.text("event")),
                    "added instance " + name);
        } catch (IllegalArgumentException e) {
            throw new HttpProblem(HttpResponseStatus.BAD_REQUEST, Printable.of(String.valueOf(e.getMessage())));
        }
    }

    private Reply later(Request request, CompletableFuture<ServedInstances.Entry> result, String done) {
        return new Reply.Later(Reply.JSON, result.handle((entry, problem) -> text(request, entry, problem, done)));
    }

    private String text(
            Request request, ServedInstances.@Nullable Entry entry, @Nullable Throwable problem, String done) {
        guard.changed(request, problem == null ? done : "not " + done + ": " + problem);
        if (entry == null) {
            throw new CompletionException(problem == null ? new IllegalStateException("no answer") : problem);
        }
        JsonText json = new JsonText();
        write(json, entry);
        return json + "\n";
    }

    private static void write(JsonText json, ServedInstances.Entry entry) {
        json.beginObject()
                .string("name", entry.name())
                .string("directory", entry.directory().toString())
                .number("buffer_size", entry.bufferSize())
                .string("mode", entry.mode())
                .string("event", entry.events())
                .number("clients", entry.clients())
                .endObject();
    }
}
