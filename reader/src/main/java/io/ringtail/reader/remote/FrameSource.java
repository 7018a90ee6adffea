package io.ringtail.reader.remote;

import io.ringtail.proto.stream.FrameListener;
import io.ringtail.proto.stream.Hello;
import java.io.IOException;

/** Frames one after the other. {@link #next} is for one thread and blocks; the other methods may be called by any. */
public interface FrameSource extends AutoCloseable {
    /** The first frame. */
    Hello hello();

    /**
     * Waits for the next frame and tells it.
     *
     * @return false if there is none: after an END frame, after {@link #close}, or where the stream was cut between two
     * @throws RemoteException if the connection broke, or bytes came that no daemon sends
     */
    boolean next(FrameListener listener) throws IOException;

    /**
     * Asks the sender to send what is there now, and to end then.
     *
     * @throws IOException if it does not answer: then {@link #next} may go on for ever
     */
    void finish() throws IOException;

    /** Ends a {@link #next} that waits. */
    @Override
    void close() throws IOException;
}
