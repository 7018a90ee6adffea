package io.ringtail.daemon.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.stream.ChunkedInput;
import io.ringtail.daemon.access.Principal;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers the requests of a connection to a {@link ViewServer}, one at a time. */
final class ViewRouter extends SimpleChannelInboundHandler<FullHttpRequest> {
    private static final Logger LOGGER = LoggerFactory.getLogger(ViewRouter.class);
    private static final Principal ANYONE = Principal.anonymous("a browser", Set.of());

    private final ViewTree tree;
    private boolean busy;

    ViewRouter(ViewTree tree) {
        this.tree = tree;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest http) {
        if (busy || !ctx.channel().isWritable()) {
            ctx.close();
            return;
        }
        boolean head = http.method().equals(HttpMethod.HEAD);
        try {
            if (!http.decoderResult().isSuccess()) {
                HttpProblem problem = new HttpProblem(HttpResponseStatus.BAD_REQUEST, "malformed request");
                ctx.writeAndFlush(HttpText.of(problem, false)).addListener(ChannelFutureListener.CLOSE);
                return;
            }
            Request request = Request.of(http, "", ANYONE, true);
            Reply reply = tree.answer(request);
            if (reply instanceof Reply.Chunked chunked) {
                ChunkedInput<ByteBuf> body = chunked.opener().open();
                busy = true;
                Chunks.send(ctx, chunked, body, http.protocolVersion(), head, () -> busy = false);
            } else if (reply instanceof Reply.Text text) {
                ctx.writeAndFlush(HttpText.of(HttpResponseStatus.OK, text.contentType(), text.body(), head));
            } else if (reply instanceof Reply.Shared file) {
                ctx.writeAndFlush(HttpText.of(
                        HttpResponseStatus.OK,
                        file.contentType(),
                        file.content().retainedDuplicate(),
                        head));
            }
        } catch (HttpProblem e) {
            ctx.writeAndFlush(HttpText.of(e, head));
        } catch (RuntimeException e) {
            LOGGER.error("{} failed", Printable.of(http.method() + " " + http.uri()), e);
            ctx.close();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }
}
