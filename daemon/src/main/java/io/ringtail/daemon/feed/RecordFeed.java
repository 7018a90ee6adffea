package io.ringtail.daemon.feed;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.ringtail.daemon.buffer.ReaderRing;
import io.ringtail.daemon.buffer.StartAt;
import io.ringtail.proto.page.CommonFields;
import io.ringtail.proto.page.PageIterator;
import io.ringtail.reader.tracedat.EventPages;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * One CPU's part of a recording: whole sub-buffers, each padded with zeros, until the receiver is finished; then also
 * the part of the last one. The CPU may come online while the recording runs.
 *
 * <p>Pages pass as they are if every event is wanted; otherwise the wanted events are laid out in pages again, with
 * their times. A loss is never left in a page without events, which stock tools skip, unless no event follows.
 * Several feeds may share a receiver, whose owner closes it.
 */
public final class RecordFeed implements Feed {
    /** Pages that are looked through at once for a wanted event. */
    private static final int PAGES_A_CALL = 16;

    private final FeedSource source;
    private final int cpu;
    private final @Nullable IntPredicate wanted;
    private final FeedOptions options;
    private final Receiver receiver;
    private final int subbufSize;
    private final PageScratch scratch;
    private final PageIterator iterator = new PageIterator();
    private final ArrayDeque<ByteBuf> ready = new ArrayDeque<>();
    private @Nullable CpuFeed cpuFeed;
    private @Nullable EventPages pages;
    private @Nullable ByteBufAllocator pageAllocator;
    private boolean begun;
    private boolean owesLoss;
    private boolean ended;

    /**
     * Opens one CPU's part.
     *
     * @param wanted whether an event with an id is wanted; null if all are
     */
    public RecordFeed(
            FeedSource source, int cpu, @Nullable IntPredicate wanted, FeedOptions options, Receiver receiver) {
        this.source = source;
        this.cpu = cpu;
        this.wanted = wanted;
        this.options = options;
        this.receiver = receiver;
        this.subbufSize = source.buffer().geometry().ring().subbufSize();
        this.scratch = new PageScratch(0, subbufSize);
        this.cpuFeed = open(StartAt.NOW);
    }

    private @Nullable CpuFeed open(StartAt start) {
        ReaderRing ring = source.buffer().ring(cpu);
        return ring == null
                ? null
                : new CpuFeed(cpu, ring.openReader(start, options.lossless()), true, options.askedNs());
    }

    @Override
    public Receiver receiver() {
        return receiver;
    }

    @Override
    public @Nullable ByteBuf next(ByteBufAllocator allocator) {
        if (cpuFeed == null) {
            cpuFeed = open(StartAt.BEGINNING);
        }
        pageAllocator = allocator;
        boolean more = true;
        for (int i = 0; i < PAGES_A_CALL && more && ready.isEmpty() && !ended; i++) {
            more = cpuFeed == null ? endWithoutCpu() : poll(cpuFeed, allocator);
        }
        ByteBuf page = ready.poll();
        if (page != null) {
            receiver.countPage(subbufSize);
        }
        return page;
    }

    private boolean endWithoutCpu() {
        ended = !receiver.isWaiting();
        return false;
    }

    /** Reads the next page; returns whether there was one. */
    private boolean poll(CpuFeed feed, ByteBufAllocator allocator) {
        boolean finishing = !receiver.isWaiting();
        long nowNs = source.clock().getAsLong();
        ByteBuffer page = scratch.page(allocator);
        // The first poll passes over what was written before the request, which must not be counted as lost later.
        int length = feed.poll(page, finishing || !begun, nowNs);
        begun = true;
        if (length > 0) {
            receiver.count(feed, accept(page, length, feed.reader().page().events(), allocator), 0);
        } else {
            feed.nextTurn();
            scratch.close();
        }
        if (finishing && feed.isDrained(length, receiver.untilNs(), nowNs)) {
            ended = true;
            flush();
        }
        return length > 0;
    }

    /** Takes what is wanted of a page; returns how many events. */
    private int accept(ByteBuffer page, int length, int events, ByteBufAllocator allocator) {
        if (wanted == null && events > 0 && !owesLoss) {
            ready.add(scratch.take(allocator, subbufSize).setZero(length, subbufSize - length));
            return events;
        }
        int kept = select(page, length);
        owesLoss = wanted == null && events == 0;
        if (wanted == null && events > 0) {
            flush();
        }
        return kept;
    }

    private int select(ByteBuffer page, int length) {
        EventPages out = pages();
        int kept = 0;
        iterator.wrap(page, 0, length);
        if (iterator.lostEvents() != 0) {
            out.lose(iterator.lostEvents());
        }
        try {
            while (iterator.next()) {
                if (isWanted(page)) {
                    out.add(iterator.timestamp(), page, iterator.payloadOffset(), iterator.payloadLength());
                    kept++;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return kept;
    }

    private boolean isWanted(ByteBuffer page) {
        return wanted == null
                || (iterator.payloadLength() >= CommonFields.LENGTH
                        && wanted.test(CommonFields.type(page, iterator.payloadOffset())));
    }

    private EventPages pages() {
        if (pages == null) {
            pages = new EventPages(subbufSize, this::add);
        }
        return pages;
    }

    private void add(ByteBuffer page) {
        if (pageAllocator == null) {
            throw new IllegalStateException("a page was completed before the first was asked for");
        }
        ready.add(pageAllocator.directBuffer(subbufSize, subbufSize).writeBytes(page));
    }

    private void flush() {
        if (pages != null) {
            try {
                pages.flush();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public Rest rest() {
        if (!receiver.isWaiting()) {
            return Rest.NONE;
        }
        if (cpuFeed != null && cpuFeed.isCaughtUp()) {
            return Rest.LONG;
        }
        // Writers that have left a sub-buffer may still owe it an event.
        return cpuFeed == null || cpuFeed.reader().wholeSubbufs() == 0 ? Rest.LONG_FOR_WHOLE : Rest.NONE;
    }

    @Override
    public boolean isCaughtUp() {
        return cpuFeed == null || cpuFeed.hasAll();
    }

    @Override
    public BitSet cpus() {
        BitSet cpus = new BitSet();
        cpus.set(cpu);
        return cpus;
    }

    @Override
    public boolean ended() {
        return ended && ready.isEmpty();
    }

    /** Closes the reader; the receiver stays open. */
    @Override
    public void close() {
        ready.forEach(ByteBuf::release);
        ready.clear();
        scratch.close();
        if (cpuFeed != null) {
            cpuFeed.close();
        }
        ended = true;
    }
}
