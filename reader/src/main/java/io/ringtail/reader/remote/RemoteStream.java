package io.ringtail.reader.remote;

import io.ringtail.proto.stream.FrameAdapter;
import io.ringtail.proto.stream.FrameListener;
import io.ringtail.proto.stream.FrameReader;
import io.ringtail.proto.stream.StreamHeader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An open stream of a daemon's pages. {@link #next} is for one thread and blocks; any thread may call the other
 * methods. The sender sends a frame at least every 5 seconds, and every 250 ms while it owes a watermark.
 */
public final class RemoteStream implements FrameSource {
    private static final String SESSION = StreamHeader.SESSION_HEADER.toLowerCase(Locale.ROOT);

    private final RemoteDaemon daemon;
    private final String session;
    private final InputStream body;
    private final FrameReader reader;
    private final StreamHeader hello;
    private volatile boolean closed;

    private RemoteStream(
            RemoteDaemon daemon, String session, InputStream body, FrameReader reader, StreamHeader hello) {
        this.daemon = daemon;
        this.session = session;
        this.body = body;
        this.reader = reader;
        this.hello = hello;
    }

    static RemoteStream open(RemoteDaemon daemon, Answer answer) throws IOException {
        InputStream body = answer.body();
        FrameReader reader =
                new FrameReader(body instanceof ReadableByteChannel channel ? channel : Channels.newChannel(body));
        HelloListener listener = new HelloListener();
        try {
            StreamHeader hello = reader.read(listener) ? listener.hello : null;
            if (hello == null) {
                throw new EOFException("it ended before the first frame");
            }
            answer.endless().run();
            return new RemoteStream(daemon, answer.header(SESSION), body, reader, hello);
        } catch (IOException e) {
            body.close();
            throw new RemoteException(daemon.base() + "/stream is not a Ringtail stream: " + reason(e), e);
        }
    }

    @Override
    public StreamHeader hello() {
        return hello;
    }

    @Override
    public boolean next(FrameListener listener) throws IOException {
        try {
            return !closed && reader.read(listener);
        } catch (IOException e) {
            if (closed) {
                return false;
            }
            throw new RemoteException("the stream from " + daemon.base() + " failed: " + reason(e), e);
        }
    }

    /** The innermost message: the JDK's client wraps what happened in an exception that says "closed" whatever it was. */
    private static String reason(Throwable failure) {
        String reason = failure.getClass().getSimpleName();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            reason = cause.getMessage() == null ? reason : cause.getMessage();
        }
        return reason;
    }

    @Override
    public void finish() throws IOException {
        daemon.finish(session);
    }

    @Override
    public void close() throws IOException {
        closed = true;
        body.close();
    }

    private static final class HelloListener extends FrameAdapter {
        private @Nullable StreamHeader hello;

        @Override
        public void onHello(StreamHeader first) {
            hello = first;
        }
    }
}
