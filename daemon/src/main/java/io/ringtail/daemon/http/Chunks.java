package io.ringtail.daemon.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpChunkedInput;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.stream.ChunkedInput;
import io.netty.handler.stream.ChunkedWriteHandler;

/** Sends a body of any length, a chunk whenever the connection takes one. */
final class Chunks {
    private Chunks() {}

    /**
     * Sends a reply; its input is closed when it ends, and when the connection does.
     *
     * @param body that the reply has opened
     * @param head whether the request was HEAD
     * @param finished run when the connection may take another request
     */
    static void send(
            ChannelHandlerContext ctx,
            Reply.Chunked reply,
            ChunkedInput<ByteBuf> body,
            HttpVersion version,
            boolean head,
            Runnable finished) {
        HttpResponse response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, reply.contentType())
                .set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE)
                .set(HttpText.CONTENT_TYPE_OPTIONS, HttpText.NO_SNIFF);
        if (!reply.fileName().isEmpty()) {
            response.headers()
                    .set(HttpHeaderNames.CONTENT_DISPOSITION, "attachment; filename=\"" + reply.fileName() + '"');
        }
        if (body.length() >= 0) {
            response.headers().set(HttpHeaderNames.CONTENT_LENGTH, body.length());
        } else if (version.compareTo(HttpVersion.HTTP_1_0) > 0) {
            response.headers().set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
        }
        ctx.write(response);
        if (head) {
            close(body);
            ctx.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
            finished.run();
            return;
        }
        ChunkedWriteHandler chunks = new ChunkedWriteHandler();
        ctx.pipeline().addBefore(ctx.name(), null, chunks);
        ctx.writeAndFlush(new HttpChunkedInput(body)).addListener(sent -> {
            if (sent.isSuccess()) {
                ctx.pipeline().remove(chunks);
                finished.run();
            } else {
                ctx.close();
            }
        });
    }

    private static void close(ChunkedInput<ByteBuf> body) {
        try {
            body.close();
        } catch (Exception unread) {
            // Nothing was read of it.
        }
    }
}
