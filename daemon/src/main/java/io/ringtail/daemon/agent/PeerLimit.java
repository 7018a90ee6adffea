package io.ringtail.daemon.agent;

import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;

/** Closes connections beyond a limit for all, or for one address, at once; shared by all connections of one loop. */
@Sharable
final class PeerLimit extends ChannelInboundHandlerAdapter {
    private final int most;
    private final int mostOfPeer;
    private final Map<InetAddress, Integer> open = new HashMap<>();
    private int total;

    PeerLimit(int most, int mostOfPeer) {
        this.most = most;
        this.mostOfPeer = mostOfPeer;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        InetAddress peer = ((InetSocketAddress) ctx.channel().remoteAddress()).getAddress();
        if (total >= most || open.getOrDefault(peer, 0) >= mostOfPeer) {
            ctx.close();
            return;
        }
        total++;
        open.merge(peer, 1, Integer::sum);
        ctx.channel().closeFuture().addListener(closed -> leave(peer));
        ctx.fireChannelActive();
    }

    private void leave(InetAddress peer) {
        total--;
        open.computeIfPresent(peer, (address, count) -> count == 1 ? null : count - 1);
    }
}
