package hello;

import io.ringtail.client.typed.Span;
import io.ringtail.client.typed.TraceProvider;
import io.ringtail.client.typed.TraceSpan;

/** The events of an HTTP server. */
@TraceProvider("http")
interface HttpEvents {
    /** A thread handles a request: http:request_begin and http:request_end. */
    @TraceSpan
    Span request(long id, String method, String path);

    /** The request with this id has been answered, perhaps by another thread. */
    void response(long id, int status);
}
