package io.ringtail.daemon.http;

import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.unix.PeerCredentials;
import io.netty.channel.unix.RawUnixChannelOption;
import io.ringtail.daemon.access.LocalUsers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Identifies the processes that connect to the UNIX socket, as the kernel recorded them when they connected: what a
 * process became later, or which other process got its pid, makes no difference.
 */
final class LocalPeers {
    private static final int SOL_SOCKET = 1;
    /** Supplementary groups of the peer, since Linux 4.13: as many gids as there are. */
    private static final int SO_PEERGROUPS = 59;

    /** How many groups fit into the first attempt, and into the last one, which is the kernel's NGROUPS_MAX. */
    private static final int[] ROOM = {256, 1 << 16};

    private final LocalUsers users;

    LocalPeers(LocalUsers users) {
        this.users = users;
    }

    /** Gives a connection its principal; returns false if its peer is gone. */
    boolean identify(EpollDomainSocketChannel channel) {
        try {
            PeerCredentials peer = channel.peerCredentials();
            channel.attr(Guard.LOCAL).set(users.identify(peer.pid(), peer.uid(), groups(channel, peer)));
            return true;
        } catch (IOException gone) {
            return false;
        }
    }

    private static Set<Integer> groups(EpollDomainSocketChannel channel, PeerCredentials peer) {
        Set<Integer> groups = new HashSet<>();
        for (int gid : peer.gids()) {
            groups.add(gid);
        }
        for (int room : ROOM) {
            ByteBuffer supplementary = supplementary(channel, room);
            if (supplementary != null) {
                add(supplementary.order(ByteOrder.nativeOrder()), groups);
                return groups;
            }
        }
        return groups;
    }

    /** Returns the supplementary groups, followed by zeros; null if they do not fit or are not available. */
    private static @Nullable ByteBuffer supplementary(EpollDomainSocketChannel channel, int room) {
        try {
            return channel.config()
                    .getOption(
                            new RawUnixChannelOption("SO_PEERGROUPS", SOL_SOCKET, SO_PEERGROUPS, room * Integer.BYTES));
        } catch (RuntimeException tooMany) {
            return null;
        }
    }

    /** Adds the gids. Zero only fills up: root's group grants nothing to a user who merely has it as a second one. */
    private static void add(ByteBuffer gids, Set<Integer> groups) {
        while (gids.remaining() >= Integer.BYTES) {
            int gid = gids.getInt();
            if (gid != 0) {
                groups.add(gid);
            }
        }
    }
}
