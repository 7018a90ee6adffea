package io.ringtail.daemon.feed;

import io.ringtail.daemon.control.RegisteredEvent;
import io.ringtail.proto.page.CommonFields;
import io.ringtail.proto.page.PageIterator;
import io.ringtail.proto.stream.FrameDescriptor;
import io.ringtail.proto.stream.FrameEncoder;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.agrona.collections.Int2ObjectHashMap;
import org.jspecify.annotations.Nullable;

/** The events and threads known to one receiver; finds in each page those that must be announced before it. */
final class PageMetadata {
    private static final int MOST_NAMES = 1 << 16;
    /** The longest format that fits a frame whatever its characters; only a damaged file has a longer one. */
    private static final int LONGEST_FORMAT = FrameDescriptor.MAX_TEXT / 3;

    private final IntFunction<@Nullable RegisteredEvent> events;
    private final ThreadNames names;
    private final PageIterator iterator = new PageIterator();
    private final BitSet toldEvents = new BitSet();
    private final Int2ObjectHashMap<ToldName> toldNames = new Int2ObjectHashMap<>();
    private long pageNumber;

    PageMetadata(IntFunction<@Nullable RegisteredEvent> events, ThreadNames names) {
        this.events = events;
        this.names = names;
    }

    /** Passes on the frames that must precede a page. */
    void announce(ByteBuffer page, int length, Consumer<byte[]> frames) {
        pageNumber++;
        iterator.wrap(page, 0, length);
        int lastTid = 0;
        boolean any = false;
        while (iterator.next()) {
            if (iterator.payloadLength() < CommonFields.LENGTH) {
                continue;
            }
            int id = CommonFields.type(page, iterator.payloadOffset());
            int tid = CommonFields.pid(page, iterator.payloadOffset());
            announceEvent(id, frames);
            if (!any || tid != lastTid) {
                announceName(tid, frames);
            }
            lastTid = tid;
            any = true;
        }
    }

    private void announceEvent(int id, Consumer<byte[]> frames) {
        if (toldEvents.get(id)) {
            return;
        }
        RegisteredEvent event = events.apply(id);
        if (event != null) {
            toldEvents.set(id);
        }
        if (event != null && event.format().length() <= LONGEST_FORMAT) {
            frames.accept(FrameEncoder.format(id, event.system(), event.format()));
        }
    }

    private void announceName(int tid, Consumer<byte[]> frames) {
        ToldName told = toldNames.get(tid);
        if (told != null && told.checkedAtPage == pageNumber) {
            return;
        }
        if (told == null) {
            told = remember(tid);
        }
        told.checkedAtPage = pageNumber;
        String name = names.name(tid);
        int pid = names.pid(tid);
        if (name != null && (pid != told.pid || !name.equals(told.name))) {
            told.name = name;
            told.pid = pid;
            frames.accept(FrameEncoder.cmdline(tid, pid, name));
        }
    }

    private ToldName remember(int tid) {
        if (toldNames.size() >= MOST_NAMES) {
            toldNames.clear();
        }
        ToldName told = new ToldName();
        toldNames.put(tid, told);
        return told;
    }

    private static final class ToldName {
        private String name = "";
        private int pid;
        private long checkedAtPage;
    }
}
