package hello;

import io.ringtail.client.Tracer;
import io.ringtail.client.typed.Span;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Writes a span for each request while a thread handles it, and the status once it is answered. An asynchronous handler
 * returns before that, so the response is an event of its own, and the id says which request it answers.
 */
final class TracedRequests extends Handler.Wrapper {
    private static final HttpEvents EVENTS = Tracer.global().provider(HttpEvents.class);

    private final AtomicLong ids = new AtomicLong();

    TracedRequests(Handler handler) {
        super(handler);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        long id = ids.incrementAndGet();
        Request.addCompletionListener(request, failure -> EVENTS.response(id, response.getStatus()));
        // The path without the query, which may hold secrets.
        try (Span span = EVENTS.request(id, request.getMethod(), Request.getPathInContext(request))) {
            return super.handle(request, response, callback);
        }
    }
}
