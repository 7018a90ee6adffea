package io.ringtail.daemon.http;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.ringtail.daemon.control.PlacedSocket;
import io.ringtail.daemon.life.DaemonEnd;
import io.ringtail.daemon.wake.RingWatch;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Serves instances besides the daemon's own buffer: each at {@code /instances/NAME/} of the daemon's listeners, and at a
 * UNIX socket of its own. They share its threads and limits.
 */
public final class InstanceHost {
    private static final long STOP_SECONDS = 2;

    private final Map<String, RequestRouter.Shared> instances;
    private final EventLoopGroup loops;
    private final Sharing sharing;
    private final Listening listening;

    /** Makes what the requests to an instance share. */
    interface Sharing {
        RequestRouter.Shared share(String name, Served served, RingWatch watch);
    }

    /** Listens at an instance's socket. */
    interface Listening {
        PlacedSocket listen(RequestRouter.Shared shared, LocalListener local, DaemonEnd end) throws IOException;
    }

    /** An instance that is served, until this is closed: then its buffer is not used any more. */
    public interface Hosted extends AutoCloseable {
        /** The problem of the thread that wakes its receivers; empty if there is none. */
        String problem();

        /** Ends its streams with a farewell, and forgets it. */
        @Override
        void close();
    }

    /**
     * Serves no instances yet.
     *
     * @param instances those that requests find, by name
     */
    InstanceHost(
            Map<String, RequestRouter.Shared> instances, EventLoopGroup loops, Sharing sharing, Listening listening) {
        this.instances = instances;
        this.loops = loops;
        this.sharing = sharing;
        this.listening = listening;
    }

    /**
     * Begins to serve an instance.
     *
     * @param end of the instance, notified of failures
     */
    public Hosted host(String name, Served served, LocalListener local, DaemonEnd end) throws IOException {
        RingWatch watch = new RingWatch(
                served.buffer(), end.needed("ringtail-watch", new DefaultThreadFactory("ringtail-watch", true)));
        RequestRouter.Shared shared = sharing.share(name, served, watch);
        PlacedSocket socket = listening.listen(shared, local, end);
        watch.start();
        instances.put(name, shared);
        return new Hosted() {
            @Override
            public String problem() {
                return watch.problem();
            }

            @Override
            public void close() {
                instances.remove(name);
                socket.close(TimeUnit.SECONDS.toMillis(STOP_SECONDS));
                watch.close();
                end(shared.connections());
            }
        };
    }

    private void end(ChannelGroup connections) {
        // A request that has found the instance before it was removed has its connection in the group once these ran.
        awaitLoops();
        for (Channel connection : connections) {
            connection.pipeline().fireUserEventTriggered(ServerStops.NOW);
            connection.eventLoop().execute(() -> connection.flush().close());
        }
        connections.newCloseFuture().awaitUninterruptibly(STOP_SECONDS, TimeUnit.SECONDS);
        awaitLoops();
    }

    /** Waits until no handler runs that began before: what follows unmaps the buffer that it may read. */
    private void awaitLoops() {
        for (EventExecutor loop : loops) {
            loop.submit(() -> {}).awaitUninterruptibly();
        }
    }
}
