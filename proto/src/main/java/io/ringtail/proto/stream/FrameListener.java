package io.ringtail.proto.stream;

import java.nio.ByteBuffer;

/** Receives the frames that a {@link FrameReader} has checked. */
public interface FrameListener {
    /** Called for the first frame. */
    void onHello(StreamHeader hello);

    /** Called for an event's format text, before the first page that contains the event. */
    void onFormat(int eventId, String system, String format);

    /**
     * Called for a thread's name and process, valid from now on.
     *
     * @param tid the id that the thread's events carry
     * @param pid the process id, 0 if unknown
     */
    void onCmdline(int tid, int pid, String name);

    /** Called for a CPU that has a ring, and whether it is online now. */
    void onCpu(int cpu, boolean online);

    /**
     * Called for a page.
     *
     * @param cpu smaller than HELLO's number of possible CPUs
     * @param subbuf the number of the page's sub-buffer since the ring was created
     * @param startOffset the offset in the sub-buffer's data of the page's first event, in bytes
     * @param endOffset the offset in the sub-buffer's data of the page's end, in bytes
     * @param buffer little endian; valid during the call; holds the page, whose events are not checked
     * @param offset the offset of the page in the buffer
     * @param length the length of the page in bytes: at least a page header, at most a sub-buffer
     */
    void onPage(int cpu, long subbuf, int startOffset, int endOffset, ByteBuffer buffer, int offset, int length);

    /**
     * Called for a watermark: no later event of this CPU is older than this time in ns, {@link Long#MAX_VALUE} if no
     * event follows. The watermark and each page's last event show up to when a CPU is complete; the time since the
     * last frame shows nothing.
     */
    void onWatermark(int cpu, long timeNs);

    /**
     * Called for the receiver's position in a CPU's ring, valid once the next frame has arrived. Receivers that will
     * not resume there can ignore it.
     *
     * @param buffer when the sender's buffer was created: the position is invalid for any other buffer
     */
    default void onPosition(int cpu, long buffer, Position position) {}

    /** Called when the sender is alive and has nothing to send. */
    void onAlive();

    /** Called for the last frame. */
    void onEnd(EndReason reason, String detail);
}
