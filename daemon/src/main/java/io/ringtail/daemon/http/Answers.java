package io.ringtail.daemon.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.FullHttpResponse;
import io.ringtail.daemon.access.LimitException;
import io.ringtail.daemon.access.Principal;
import io.ringtail.daemon.access.Slots;

/**
 * Sends complete answers, and bounds the memory of those that wait to be taken: one is in memory as a whole until its
 * client has taken it, and a connection has one at most. Small ones are not counted. Thread-safe.
 */
final class Answers {
    /** Bytes up to which an answer costs no more than a stream's queue does. */
    static final int SMALL = ServerSettings.WRITE_BUFFER_HIGH;

    private static final int KIB = 1024;

    private final Slots kib;

    /**
     * Creates a sender.
     *
     * @param kib the KiB that answers may take, of each peer and in all
     */
    Answers(Slots kib) {
        this.kib = kib;
    }

    /**
     * Sends an answer.
     *
     * @throws HttpProblem if others that wait leave no room for it: nothing is sent then
     */
    void send(ChannelHandlerContext ctx, FullHttpResponse answer) throws HttpProblem {
        int length = answer.content().readableBytes();
        if (length <= SMALL) {
            ctx.writeAndFlush(answer);
            return;
        }
        Channel channel = ctx.channel();
        String account = Limits.account(channel);
        Principal local = channel.attr(Guard.LOCAL).get();
        int taken = (length + KIB - 1) / KIB;
        try {
            kib.take(account, local != null && local.isOperator(), taken);
        } catch (LimitException e) {
            answer.release();
            throw Limits.problem(e, false);
        }
        ctx.writeAndFlush(answer).addListener(sent -> kib.release(account, taken));
    }
}
