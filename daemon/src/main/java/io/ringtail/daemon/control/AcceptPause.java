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
 * What a listening socket does when a connection cannot be accepted, usually because the process has no file descriptor
 * left: it pauses for a second, so that the connections that wait cost no CPU time, and tries again. Connections that are
 * open go on. One line says so, and no other within a minute. For one listener at a time.
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
     * A pause for one listener.
     *
     * @param what what is not accepted, for the log
     * @param end begins where it is not a connection that failed
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
                "cannot accept {} ({}), trying again once a second: raise the limit of open files (LimitNOFILE, ulimit"
                        + " -n), or close some connections",
                what,
                cause.getMessage());
    }
}
