package io.ringtail.daemon.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.group.ChannelGroup;
import io.netty.handler.codec.CodecException;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.stream.ChunkedInput;
import io.ringtail.daemon.feed.Feed;
import io.ringtail.daemon.hotplug.ResizeException;
import io.ringtail.daemon.http.Reply.Feeding;
import io.ringtail.daemon.http.Reply.Later;
import io.ringtail.daemon.http.Reply.Text;
import io.ringtail.daemon.life.DaemonEnd;
import io.ringtail.daemon.log.RemoteLog;
import io.ringtail.daemon.wake.RingWatch;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers requests from the served tree, one at a time; hands a streaming reply to a {@link FeedPump}. */
final class RequestRouter extends SimpleChannelInboundHandler<FullHttpRequest> {
    private static final Logger LOGGER = LoggerFactory.getLogger(RequestRouter.class);

    private final Shared shared;
    private boolean feeding;

    /**
     * State shared by all connections.
     *
     * @param tree what is served
     * @param guard decides who may ask for what
     * @param answers sends complete answers
     * @param watch wakes receivers
     * @param end receives failures that are not confined to one connection
     * @param log for events that the other side can cause
     * @param connections those that use the buffer at present, at least
     * @param instances served below this tree, by name
     */
    record Shared(
            ServedTree tree,
            Guard guard,
            Answers answers,
            RingWatch watch,
            DaemonEnd end,
            RemoteLog log,
            ChannelGroup connections,
            Map<String, Shared> instances) {
        /** Returns what a request is for, this or an instance; its target is then the one there. */
        Shared of(FullHttpRequest http) {
            InstancePath path = InstancePath.of(http.uri());
            Shared instance = path == null ? null : instances.get(path.name());
            if (path == null || instance == null) {
                return this;
            }
            http.setUri(path.rest());
            return instance;
        }

        /** Handles a failure, which ends either the connection or the daemon. */
        void failed(ChannelHandlerContext ctx, String what, Throwable cause) {
            if (!end.failedFatally("serving " + what, cause)) {
                log.failure(
                        LOGGER, "requests failed", Limits.account(ctx.channel()), what + " failed: " + cause, cause);
            }
        }
    }

    RequestRouter(Shared shared) {
        this.shared = shared;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest http) {
        // Who sends further requests, but does not take what it has been answered, would fill the daemon's memory.
        if (feeding || !ctx.channel().isWritable()) {
            ctx.close();
            return;
        }
        if (!http.decoderResult().isSuccess()) {
            HttpProblem problem = undecodable(http);
            ctx.writeAndFlush(HttpText.of(problem, false)).addListener(ChannelFutureListener.CLOSE);
            return;
        }
        boolean head = http.method().equals(HttpMethod.HEAD);
        try {
            Shared target = shared.of(http);
            Request request = target.guard().admit(ctx.channel(), http);
            send(ctx, target, target.tree().answer(request), http.protocolVersion(), head);
        } catch (HttpProblem e) {
            ctx.writeAndFlush(HttpText.of(e, head));
        } catch (RuntimeException e) {
            shared.failed(ctx, Printable.of(http.method() + " " + http.uri()), e);
            ctx.writeAndFlush(HttpText.of(
                    HttpResponseStatus.INTERNAL_SERVER_ERROR,
                    Reply.TEXT,
                    "internal error: see the daemon's log\n",
                    head));
        }
    }

    private static HttpProblem undecodable(FullHttpRequest http) {
        HttpResponseStatus status = http.decoderResult().cause() instanceof TooLongFrameException
                ? HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
                : HttpResponseStatus.BAD_REQUEST;
        return new HttpProblem(
                status, "malformed request: " + http.decoderResult().cause().getMessage());
    }

    private void send(ChannelHandlerContext ctx, Shared target, Reply reply, HttpVersion version, boolean head)
            throws HttpProblem {
        if (reply instanceof Text text) {
            target.answers().send(ctx, HttpText.of(HttpResponseStatus.OK, text.contentType(), text.body(), head));
        } else if (reply instanceof Reply.Shared page) {
            ByteBuf content = page.content().retainedDuplicate();
            ctx.writeAndFlush(HttpText.of(HttpResponseStatus.OK, page.contentType(), content, head));
        } else if (reply instanceof Later later) {
            feeding = true;
            later.body()
                    .whenComplete((body, problem) -> ctx.executor().execute(() -> {
                        feeding = false;
                        ctx.writeAndFlush(
                                problem == null
                                        ? HttpText.of(HttpResponseStatus.OK, later.contentType(), body, head)
                                        : failed(problem));
                    }));
        } else if (reply instanceof Feeding feed) {
            feed(ctx, target, feed, version, head);
        } else if (reply instanceof Reply.Chunked chunked) {
            ChunkedInput<ByteBuf> body = chunked.opener().open();
            feeding = true;
            Chunks.send(ctx, chunked, body, version, head, () -> feeding = false);
        }
    }

    /**
     * The response for a failure in another part: the client may retry later, or the daemon's operator must fix it.
     */
    private static HttpResponse failed(Throwable problem) {
        Throwable cause =
                problem instanceof CompletionException && problem.getCause() != null ? problem.getCause() : problem;
        return HttpText.of(
                status(cause), Reply.TEXT, String.valueOf(cause.getMessage()).replaceAll("\\p{Cc}", "?") + "\n", false);
    }

    private static HttpResponseStatus status(Throwable problem) {
        if (problem instanceof ServedSnapshots.RefusedException) {
            return HttpResponseStatus.TOO_MANY_REQUESTS;
        }
        if (problem instanceof ResizeException || problem instanceof ServedInstances.RefusedException) {
            return HttpResponseStatus.CONFLICT;
        }
        return problem instanceof ServedSnapshots.NoRoomException
                ? HttpResponseStatus.INSUFFICIENT_STORAGE
                : HttpResponseStatus.INTERNAL_SERVER_ERROR;
    }

    /**
     * Sends the feed in chunks; to a client that does not support them, everything up to the end of the connection.
     */
    private void feed(ChannelHandlerContext ctx, Shared target, Feeding reply, HttpVersion version, boolean head)
            throws HttpProblem {
        HttpResponse response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, reply.contentType())
                .set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE)
                .set(HttpText.CONTENT_TYPE_OPTIONS, HttpText.NO_SNIFF);
        if (version.compareTo(HttpVersion.HTTP_1_0) > 0) {
            response.headers().set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
        }
        if (head) {
            ctx.write(response);
            ctx.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
            return;
        }
        Feed feed = reply.opener().open();
        feeding = true;
        target.connections().add(ctx.channel());
        response.headers().set(Reply.SESSION, feed.receiver().id());
        ctx.writeAndFlush(response);
        Runnable finished = () -> {
            feeding = false;
            leave(ctx, target);
        };
        ctx.pipeline()
                .addLast(new FeedPump(feed, target.watch(), finished, cause -> shared.failed(ctx, "a stream", cause)));
    }

    /** An instance that is removed ends the connections that use it: no more those that only did. */
    private void leave(ChannelHandlerContext ctx, Shared target) {
        if (!target.equals(shared)) {
            target.connections().remove(ctx.channel());
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (!(cause instanceof IOException || cause instanceof CodecException)) {
            shared.failed(ctx, "a connection", cause);
        }
        ctx.close();
    }
}
