package io.ringtail.daemon.http;

import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;

/** Aggregates a request and its body, which is a few bytes at most. */
final class SmallBodies extends HttpObjectAggregator {
    private static final int MOST_BYTES = 64;

    SmallBodies() {
        super(MOST_BYTES, true);
    }

    @Override
    protected void handleOversizedMessage(ChannelHandlerContext ctx, HttpMessage oversized) {
        String line = "the request body is too long: the limit is " + MOST_BYTES + " bytes\n";
        ctx.writeAndFlush(HttpText.of(HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE, Reply.TEXT, line, false))
                .addListener(ChannelFutureListener.CLOSE);
    }
}
