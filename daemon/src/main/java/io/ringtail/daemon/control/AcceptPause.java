package io.ringtail.daemon.control;

import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.ringtail.daemon.life.DaemonEnd;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Handles failures to accept a connection on a listening socket, usually because the process has no file descriptors
 * left: pauses for a second, so that waiting connections cost no CPU time, and retries. Open connections continue. One
 * line is logged, and no other within a minute. For one listener at a time.
 */
@Sharable
public final class AcceptPause extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(AcceptPause.class);
    private static final long PAUSE_MS = 1000;
    private static final long QUIET_NS = TimeUnit.MINUTES.toNanos(1);

    private final String what;
    private final DaemonEnd end;
    private boolean told;
    private long toldNs;

    /**
     * Creates a pause for one listener.
     *
     * @param what the connections that are not accepted, for the log
     * @param end notified if the failure is not limited to one connection
     */
    public AcceptPause(String what, DaemonEnd end) {
        this.what = what;
        this.end = end;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (end.failedFatally("accepting " + what, cause)) {
            return;
        }
        tell(cause);
        if (ctx.channel().config().isAutoRead()) {
            ctx.channel().config().setAutoRead(false);
            EventLoop loop = ctx.channel().eventLoop();
            loop.schedule(() -> ctx.channel().config().setAutoRead(true), PAUSE_MS, TimeUnit.MILLISECONDS);
        }
    }

    private void tell(Throwable cause) {
        long nowNs = System.nanoTime();
        if (told && nowNs - toldNs < QUIET_NS) {
            return;
        }
        told = true;
        toldNs = nowNs;
        LOG.warn(
                "cannot accept {} ({}), retrying once a second: raise the limit of open files (LimitNOFILE, ulimit"
                        + " -n), or close some connections",
                what,
                cause.getMessage());
    }
}
