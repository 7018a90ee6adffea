package io.ringtail.daemon.stream;

import java.nio.ByteBuffer;

/** One CPU's part in a feed: its reader, and up to when the receiver knows it to be complete. */
final class Lane implements AutoCloseable {
    private final int cpu;
    private final PageReader reader;
    private boolean announcedOnline;
    private long pagesAtWatermark;
    private boolean finished;

    Lane(int cpu, PageReader reader, boolean online) {
        this.cpu = cpu;
        this.reader = reader;
        this.announcedOnline = online;
    }

    int cpu() {
        return cpu;
    }

    PageReader reader() {
        return reader;
    }

    int poll(ByteBuffer target, boolean partial) {
        return finished ? 0 : reader.poll(target, partial);
    }

    /** Whether the CPU's state is another than the receiver was told last; it counts as told. */
    boolean changesTo(boolean online) {
        boolean changed = announcedOnline != online;
        announcedOnline = online;
        return changed;
    }

    /** Whether the receiver waits to hear that this CPU is complete: pages have come since it last did. */
    boolean owesWatermark(long pagesSent) {
        return pagesAtWatermark < pagesSent;
    }

    void watermarkSent(long pagesSent) {
        pagesAtWatermark = pagesSent;
    }

    /** Nothing more is wanted of this CPU. */
    void finish() {
        finished = true;
    }

    boolean isFinished() {
        return finished;
    }

    @Override
    public void close() {
        reader.close();
    }
}
