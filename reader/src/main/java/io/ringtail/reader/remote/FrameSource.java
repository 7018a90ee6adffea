package io.ringtail.reader.remote;

import io.ringtail.proto.stream.FrameListener;
import io.ringtail.proto.stream.StreamHeader;
import java.io.IOException;

/** A sequence of frames. {@link #next} is for one thread and blocks; any thread may call the other methods. */
public interface FrameSource extends AutoCloseable {
    /** Returns the first frame. */
    StreamHeader hello();

    /**
     * Waits for the next frame and passes it to the listener.
     *
     * @return false if there is none: after an END frame, after {@link #close}, or if the stream was cut off between
     *     frames
     * @throws RemoteException if the connection broke, or the bytes received are not a daemon's
     */
    boolean next(FrameListener listener) throws IOException;

    /**
     * Asks the sender to send the data available now, and then to end the stream.
     *
     * @throws IOException if it does not answer: then {@link #next} may continue indefinitely
     */
    void finish() throws IOException;

    /** Ends a waiting {@link #next}. */
    @Override
    void close() throws IOException;
}
