package io.ringtail.proto.stream;

import java.nio.ByteBuffer;

/** What a {@link FrameReader} tells of each frame it has checked. */
public interface FrameListener {
    /** The first frame. */
    void onHello(Hello hello);

    /** An event's format text, before the first page that holds the event. */
    void onFormat(int eventId, String system, String format);

    /**
     * A thread's name and process from now on.
     *
     * @param tid the id that the thread's events carry
     * @param pid the process id, 0 where it is not known
     */
    void onCmdline(int tid, int pid, String name);

    /** A CPU that has a ring, and whether it is online now. */
    void onCpu(int cpu, boolean online);

    /**
     * A page.
     *
     * @param cpu below the possible CPUs of HELLO
     * @param subbuf the number of its sub-buffer since the ring was made
     * @param startOffset where in the sub-buffer's data its first event lies, bytes
     * @param endOffset where in the sub-buffer's data it ends, bytes
     * @param buffer little endian; valid during the call; holds the page, whose events are not checked
     * @param offset where the page begins in the buffer
     * @param length bytes of the page: at least a page header, at most a sub-buffer
     */
    void onPage(int cpu, long subbuf, int startOffset, int endOffset, ByteBuffer buffer, int offset, int length);

    /**
     * No event of this CPU that comes from now on is older than this, ns; {@link Long#MAX_VALUE} where none comes. This and
     * each page's last event say how far a CPU is complete; how long nothing has come says nothing.
     */
    void onWatermark(int cpu, long timeNs);

    /**
     * Where the receiver is in a CPU's ring, once it has the frame behind this one. Whoever does not mean to go on there
     * later needs not care.
     *
     * @param buffer when the sender's buffer was made: the position means nothing in another one
     */
    default void onPosition(int cpu, long buffer, Position position) {}

    /** The sender is there and has nothing to say. */
    void onAlive();

    /** The last frame. */
    void onEnd(EndReason reason, String detail);
}
