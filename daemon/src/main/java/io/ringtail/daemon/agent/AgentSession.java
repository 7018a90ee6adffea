package io.ringtail.daemon.agent;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.DecoderException;
import io.netty.util.concurrent.PromiseCombiner;
import io.netty.util.concurrent.ScheduledFuture;
import io.ringtail.daemon.access.LimitException;
import io.ringtail.daemon.access.Peers;
import io.ringtail.daemon.access.Principal;
import io.ringtail.daemon.access.Role;
import io.ringtail.daemon.feed.FeedOptions;
import io.ringtail.daemon.feed.Receiver;
import io.ringtail.reader.tracecmd.TraceCmdMessage;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * A control connection, which records at most once.
 *
 * <pre>
 *   AWAITING ──TRACE_REQ──▶ OPENING ──answer is taken──▶ RECORDING ──CLOSE──▶ FINISHING ──all is sent──▶ DONE
 *       └───────────────────────┴─────────any fault, limit or end of a connection──────────┴──────────────▶ closed
 * </pre>
 *
 * <p>A request that is refused gets a closed connection, not NOT_SUPP: trace-cmd 3.1.6 crashes on that. Other
 * messages that have no meaning get NOT_SUPP, a few times.
 */
final class AgentSession extends SimpleChannelInboundHandler<TraceCmdMessage> implements Recording.Outcome {
    private static final Logger LOG = LoggerFactory.getLogger(AgentSession.class);
    private static final String KIND = "recordings by trace-cmd refused or broken off";
    private static final int MOST_NOT_SUPPORTED = 16;

    private final AgentShared shared;
    private State state = State.AWAITING;
    private @Nullable ChannelHandlerContext context;
    private @Nullable Recording recording;
    private @Nullable ScheduledFuture<?> deadline;
    private int notSupported;
    private boolean stopping;
    private boolean complete;

    private enum State {
        AWAITING,
        OPENING,
        RECORDING,
        FINISHING,
        DONE,
        CLOSED
    }

    AgentSession(AgentShared shared) {
        this.shared = shared;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        context = ctx;
        limit("it sent no request for " + shared.settings().requestTimeoutMs() + " ms");
        ctx.fireChannelActive();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, TraceCmdMessage message) {
        if (state == State.AWAITING && message.command() == TraceCmdMessage.TRACE_REQ) {
            begin(ctx, message);
        } else if (state == State.RECORDING && message.command() == TraceCmdMessage.CLOSE) {
            finish();
        } else if (message.command() == TraceCmdMessage.CLOSE) {
            end("it ended the session");
        } else if (state != State.CLOSED) {
            refuse(ctx, message);
        }
    }

    private void refuse(ChannelHandlerContext ctx, TraceCmdMessage message) {
        notSupported++;
        if (notSupported > MOST_NOT_SUPPORTED) {
            end("it sent " + notSupported + " messages that have no meaning here, the last one message "
                    + Integer.toUnsignedString(message.command()));
        } else if (message.command() != TraceCmdMessage.NOT_SUPP) {
            ctx.writeAndFlush(TraceCmdMessage.of(TraceCmdMessage.NOT_SUPP));
        }
    }

    private void begin(ChannelHandlerContext ctx, TraceCmdMessage request) {
        try {
            EventSelection selection =
                    RecordArguments.parse(TraceRequest.decode(request).arguments());
            WantedEvents wanted = new WantedEvents(shared.source().events(), selection);
            shared.requireMatch(selection);
            int cpus = shared.cpus();
            byte[] head = shared.head(wanted, cpus);
            shared.enter(ctx.channel(), cpus, head.length);
            Recording opened = open(ctx, selection, wanted, cpus);
            state = State.OPENING;
            limit("its connection did not take the answer to its request");
            bind(ctx, opened, head);
        } catch (RequestRefusedException | LimitException e) {
            end(String.valueOf(e.getMessage()));
        }
    }

    private Recording open(ChannelHandlerContext ctx, EventSelection selection, WantedEvents wanted, int cpus)
            throws LimitException {
        InetSocketAddress peer = (InetSocketAddress) ctx.channel().remoteAddress();
        FeedOptions options = Recording.options(shared.source().feeds(), cpus);
        Principal owner = Principal.anonymous(Peers.address(peer.getAddress()), Set.of(Role.READ));
        Receiver receiver = shared.source().receivers().open("/agent", who(), owner, options, false);
        AgentSource source = shared.source();
        Recording opened = new Recording(
                source.feeds(),
                source.watch(),
                receiver,
                shared.leases().take(selection, owner)::close,
                shared.settings().stallTimeoutMs(),
                this);
        recording = opened;
        opened.open(cpus, selection.isEverything() ? null : wanted, options, peer.getAddress());
        return opened;
    }

    private void bind(ChannelHandlerContext ctx, Recording opened, byte[] head) {
        Channel channel = ctx.channel();
        PromiseCombiner all = new PromiseCombiner(ctx.executor());
        opened.listen(channel.eventLoop(), ((InetSocketAddress) channel.localAddress()).getAddress())
                .forEach(all::add);
        all.finish(ctx.newPromise().addListener(bound -> {
            if (state != State.OPENING) {
                return;
            }
            if (bound.isSuccess()) {
                answer(ctx, opened, head);
            } else {
                end("no port can be opened for a CPU (" + bound.cause().getMessage()
                        + "): raise the limit of open files");
            }
        }));
    }

    /** Sends the ports and the file's head; from then on the peer connects. */
    private void answer(ChannelHandlerContext ctx, Recording opened, byte[] head) {
        TraceCmdMessage ports = new TraceCmdMessage(TraceCmdMessage.TRACE_RESP, opened.response(), opened.portTexts());
        afterWrite(ctx, ports, () -> sendHead(ctx, head, 0));
    }

    /** Sends the head from an offset on, each part once the one before it is taken, so that little is queued. */
    private void sendHead(ChannelHandlerContext ctx, byte[] head, int from) {
        if (from == head.length) {
            afterWrite(ctx, TraceCmdMessage.of(TraceCmdMessage.FIN_DATA), this::awaitConnections);
        } else {
            int to = Math.min(head.length, from + TraceCmdMessage.MAX_DATA);
            byte[] part = Arrays.copyOfRange(head, from, to);
            afterWrite(
                    ctx,
                    new TraceCmdMessage(TraceCmdMessage.SEND_DATA, new byte[0], part),
                    () -> sendHead(ctx, head, to));
        }
    }

    /** Sends a part of the answer, and goes on once the connection has taken it. */
    private void afterWrite(ChannelHandlerContext ctx, TraceCmdMessage part, Runnable next) {
        ctx.writeAndFlush(part).addListener(taken -> {
            if (!taken.isSuccess()) {
                exceptionCaught(ctx, taken.cause());
            } else if (state == State.OPENING) {
                next.run();
            }
        });
    }

    private void awaitConnections() {
        state = State.RECORDING;
        cancelLimit();
        deadline = schedule(
                () -> {
                    if (state == State.RECORDING && recording != null && !recording.isConnected()) {
                        end("it did not connect to the port of each CPU");
                    }
                },
                shared.settings().requestTimeoutMs());
    }

    /** Ends the recording as if the peer had asked for it, which it learns when it does. */
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == AgentStops.NOW) {
            stopping = true;
            if (state == State.RECORDING) {
                finish();
            } else if (state != State.FINISHING) {
                close();
            }
        }
        ctx.fireUserEventTriggered(event);
    }

    private void finish() {
        state = State.FINISHING;
        if (complete) {
            onComplete();
        } else if (recording != null) {
            cancelLimit();
            recording.finish();
        }
    }

    /** Gives everything back; a peer whose stream was finished by someone else learns it when it ends the session. */
    @Override
    public void onComplete() {
        ChannelHandlerContext ctx = context;
        if (state == State.OPENING || state == State.RECORDING) {
            complete = true;
            release();
        } else if (state == State.FINISHING && ctx != null) {
            state = State.DONE;
            release();
            ChannelFuture sent = ctx.writeAndFlush(TraceCmdMessage.of(TraceCmdMessage.CLOSE_RESP));
            if (stopping) {
                sent.addListener(done -> close());
            } else {
                limit("it did not end the session");
            }
        }
    }

    @Override
    public void onBroken(String reason) {
        end(reason);
    }

    @Override
    public void onFailure(Throwable cause) {
        if (!shared.end().failedFatally("recording for trace-cmd", cause)) {
            String line = "a recording for trace-cmd at " + who() + " failed";
            shared.log().failure(LOG, KIND, Peers.account(who()), line, cause);
        }
        close();
    }

    private void limit(String otherwise) {
        cancelLimit();
        deadline = schedule(() -> end(otherwise), shared.settings().requestTimeoutMs());
    }

    private @Nullable ScheduledFuture<?> schedule(Runnable task, long delayMs) {
        return context == null ? null : context.executor().schedule(task, delayMs, TimeUnit.MILLISECONDS);
    }

    private void cancelLimit() {
        if (deadline != null) {
            deadline.cancel(false);
            deadline = null;
        }
    }

    /** Ends the session for a reason that its peer gave. */
    private void end(String reason) {
        if (state != State.CLOSED && state != State.DONE) {
            String line = "ended a session of trace-cmd at " + who() + ": " + reason;
            shared.log().log(LOG, Level.WARN, KIND, Peers.account(who()), line);
        }
        close();
    }

    private void close() {
        state = State.CLOSED;
        cancelLimit();
        release();
        if (context != null) {
            context.close();
        }
    }

    private void release() {
        if (recording != null) {
            recording.close();
        }
    }

    private String who() {
        Object peer = context == null ? null : context.channel().remoteAddress();
        return peer instanceof InetSocketAddress address ? Peers.address(address.getAddress()) : "an unknown address";
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (state == State.DONE) {
            close();
        } else if (context != null) {
            end("it ended the connection");
        }
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof DecoderException) {
            Throwable reason = cause.getCause() == null ? cause : cause.getCause();
            end("it sent bytes that are no message (" + RecordArguments.printable(String.valueOf(reason.getMessage()))
                    + ")");
        } else if (cause instanceof IOException) {
            end("its connection broke (" + cause.getMessage() + ")");
        } else {
            onFailure(cause);
        }
    }
}
