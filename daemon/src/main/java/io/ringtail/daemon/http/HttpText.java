package io.ringtail.daemon.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.ringtail.daemon.page.PageFile;
import java.nio.charset.StandardCharsets;

/** Creates complete responses. */
final class HttpText {
    /** The page for browsers loads its own files only, asks its own daemon only, and is not put into other pages. */
    private static final String PAGE_POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
            + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    /** With {@link #NO_SNIFF}, a browser takes nothing that a client has recorded for a page or a script. */
    static final String CONTENT_TYPE_OPTIONS = "X-Content-Type-Options";

    static final String NO_SNIFF = "nosniff";

    private HttpText() {}

    /** Creates the response that reports a problem. */
    static FullHttpResponse of(HttpProblem problem, boolean head) {
        FullHttpResponse response = of(problem.status(), Reply.TEXT, problem.line() + "\n", head);
        problem.headers().forEach((name, value) -> response.headers().set(name, value));
        return response;
    }

    /**
     * Creates a response with a text.
     *
     * @param head whether the request was HEAD: the response has the length, but not the text
     */
    static FullHttpResponse of(HttpResponseStatus status, String contentType, String body, boolean head) {
        return of(status, contentType, Unpooled.wrappedBuffer(body.getBytes(StandardCharsets.UTF_8)), head);
    }

    /** Creates a response with a text that it takes over. */
    static FullHttpResponse of(HttpResponseStatus status, String contentType, ByteBuf body, boolean head) {
        ByteBuf content = head ? Unpooled.EMPTY_BUFFER : body;
        FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, content);
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, contentType)
                .set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE)
                .set(CONTENT_TYPE_OPTIONS, NO_SNIFF)
                .setInt(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
        if (contentType.startsWith(PageFile.HTML)) {
            response.headers().set("Content-Security-Policy", PAGE_POLICY).set("Referrer-Policy", "no-referrer");
        }
        return response;
    }
}
