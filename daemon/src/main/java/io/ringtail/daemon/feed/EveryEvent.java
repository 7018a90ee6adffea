package io.ringtail.daemon.feed;

import java.nio.ByteBuffer;

/** A filter that leaves pages as they are. */
final class EveryEvent implements PageFilter {
    private int kept;
    private long lastNs;
    private int startOffset;

    @Override
    public int apply(CpuFeed cpuFeed, ByteBuffer page, int length) {
        kept = cpuFeed.reader().page().events();
        startOffset = cpuFeed.reader().page().startOffset();
        lastNs = cpuFeed.progressNs();
        return length;
    }

    @Override
    public int kept() {
        return kept;
    }

    @Override
    public long lastNs() {
        return lastNs;
    }

    @Override
    public int startOffset() {
        return startOffset;
    }

    @Override
    public boolean leavesOut() {
        return false;
    }
}
