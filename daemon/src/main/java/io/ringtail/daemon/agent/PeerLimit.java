package io.ringtail.daemon.agent;

import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.ringtail.daemon.access.Peers;
import io.ringtail.daemon.log.RemoteLog;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Closes connections beyond a limit for all, or for one address, at once; shared by all connections of one loop. */
@Sharable
final class PeerLimit extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(PeerLimit.class);

    private final int most;
    private final int mostOfPeer;
    private final RemoteLog log;
    private final Map<String, Integer> open = new HashMap<>();
    private int total;

    PeerLimit(int most, int mostOfPeer, RemoteLog log) {
        this.most = most;
        this.mostOfPeer = mostOfPeer;
        this.log = log;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        String address = Peers.address(((InetSocketAddress) ctx.channel().remoteAddress()).getAddress());
        String peer = Peers.account(address);
        if (total >= most || open.getOrDefault(peer, 0) >= mostOfPeer) {
            String line = "closed a connection of trace-cmd at " + address + ": " + open.getOrDefault(peer, 0) + " of "
                    + peer + " and " + total + " in all are open; the limits are " + mostOfPeer + " and " + most;
            log.log(LOG, Level.WARN, "connections of trace-cmd closed", peer, line);
            ctx.close();
            return;
        }
        total++;
        open.merge(peer, 1, Integer::sum);
        ctx.channel().closeFuture().addListener(closed -> leave(peer));
        ctx.fireChannelActive();
    }

    private void leave(String peer) {
        total--;
        open.computeIfPresent(peer, (address, count) -> count == 1 ? null : count - 1);
    }
}
