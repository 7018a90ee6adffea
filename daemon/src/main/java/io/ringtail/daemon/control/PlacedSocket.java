package io.ringtail.daemon.control;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import io.netty.channel.unix.DomainSocketAddress;
import io.ringtail.daemon.life.DaemonEnd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A run directory's listening socket, which is recreated within a second or two if it is removed or replaced; open
 * connections continue.
 *
 * <p>It is bound in a directory that only the daemon can enter, gets its permissions, and is then moved to its place in
 * one step: every process that finds it can use it, and no other process ever could.
 */
public final class PlacedSocket {
    private static final Logger LOG = LoggerFactory.getLogger(PlacedSocket.class);
    private static final long LOOK_MS = 1000;

    private final SocketPlace place;
    private final ServerBootstrap bootstrap;
    private final EventLoop loop;
    private volatile @Nullable Channel channel;
    private volatile @Nullable FileInPlace file;
    private volatile @Nullable Future<?> looking;
    private boolean closed;
    private String problem = "";

    private PlacedSocket(SocketPlace place, ServerBootstrap bootstrap, EventLoop loop) {
        this.place = place;
        this.bootstrap = bootstrap;
        this.loop = loop;
    }

    /**
     * Creates the socket and listens.
     *
     * @param loop the one that accepts the bootstrap's connections
     * @param end notified of a failure after which nothing would monitor the socket
     * @throws RunDirectoryException if the socket cannot be created
     */
    public static PlacedSocket listen(SocketPlace place, ServerBootstrap bootstrap, EventLoop loop, DaemonEnd end)
            throws RunDirectoryException {
        PlacedSocket socket = new PlacedSocket(place, bootstrap, loop);
        place.prepare();
        ChannelFuture bound = socket.bind().awaitUninterruptibly();
        if (!bound.isSuccess()) {
            socket.remove();
            throw new RunDirectoryException(
                    "cannot create the socket " + place.path() + " ("
                            + bound.cause().getMessage() + ")",
                    bound.cause());
        }
        try {
            socket.open(bound.channel());
        } catch (IOException e) {
            bound.channel().close().awaitUninterruptibly();
            socket.remove();
            throw new RunDirectoryException(
                    "cannot move the socket to " + place.path() + " (" + e
                            + "): remove what is there, and check the directory's permissions",
                    e);
        }
        socket.looking = loop.scheduleWithFixedDelay(
                end.guarded("the check of " + place.path(), socket::look), LOOK_MS, LOOK_MS, TimeUnit.MILLISECONDS);
        return socket;
    }

    private ChannelFuture bind() {
        return bootstrap.bind(new DomainSocketAddress(place.unplaced().toFile()));
    }

    private void open(Channel bound) throws IOException {
        Path unplaced = place.unplaced();
        Files.setPosixFilePermissions(unplaced, place.permissions());
        FileInPlace placed = FileInPlace.of(Files.move(unplaced, place.path(), StandardCopyOption.ATOMIC_MOVE));
        channel = bound;
        file = placed;
        try {
            place.clear();
        } catch (RunDirectoryException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /** Returns the problem that keeps clients from connecting; empty if there is none. For any thread. */
    public String problem() {
        Channel listening = channel;
        FileInPlace placed = file;
        boolean there = listening != null && listening.isOpen() && placed != null && !placed.isGone();
        return there ? "" : place.path() + " is missing or replaced";
    }

    /** Checks the socket; on the loop. */
    private void look() {
        FileInPlace placed = file;
        if (closed || (placed != null && !placed.isGone())) {
            return;
        }
        Channel old = channel;
        if (old != null) {
            // Closing removes whatever is at the path to which it was bound, so it precedes the next bind.
            old.close();
            channel = null;
            file = null;
        }
        try {
            place.prepare();
            bind().addListener(done -> onBound((ChannelFuture) done));
        } catch (RunDirectoryException e) {
            tell(e.getMessage());
        }
    }

    private void onBound(ChannelFuture bound) {
        if (!bound.isSuccess()) {
            tell(bound.cause().getMessage());
            return;
        }
        try {
            open(bound.channel());
            problem = "";
            LOG.warn("{} was removed, and has been recreated", place.path());
            if (closed) {
                bound.channel().close();
            }
        } catch (IOException e) {
            bound.channel().close();
            tell(e.toString());
        }
    }

    private void tell(@Nullable String why) {
        String text = String.valueOf(why);
        if (!text.equals(problem)) {
            problem = text;
            LOG.error(
                    "{} was removed and cannot be recreated ({}), so no client can connect: check the directory",
                    place.path(),
                    text);
        }
    }

    /** Ends listening, waits for that, and removes what it made. Not on the loop. */
    public void close(long limitMs) {
        try {
            loop.submit(this::end).awaitUninterruptibly(limitMs);
        } finally {
            remove();
        }
    }

    private void remove() {
        FileInPlace placed = file;
        try {
            if (placed != null) {
                placed.delete();
            }
            place.clear();
        } catch (IOException | RunDirectoryException e) {
            LOG.warn("cannot remove {}: {}", place.path(), e.toString());
        }
    }

    private void end() {
        closed = true;
        Future<?> looks = looking;
        if (looks != null) {
            looks.cancel(false);
        }
        Channel listening = channel;
        if (listening != null) {
            listening.close();
        }
    }
}
