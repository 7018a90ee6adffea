package io.ringtail.daemon.feed;

import io.ringtail.daemon.buffer.EventVisitor;
import io.ringtail.daemon.control.RegisteredEvent;
import io.ringtail.daemon.control.SavedThread;
import io.ringtail.proto.page.CommonFields;
import io.ringtail.proto.stream.FrameDescriptor;
import io.ringtail.proto.stream.FrameEncoder;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.agrona.collections.IntHashSet;
import org.jspecify.annotations.Nullable;

/**
 * The events and threads known to one receiver; finds in each page those that must be announced before it. An event may
 * carry any thread id, so what is kept about threads is bounded; a name that had to be forgotten is announced again.
 */
final class PageMetadata implements EventVisitor {
    /** The most threads of a page that are looked up once only: 4 KiB. */
    private static final int MOST_CHECKED = 512;

    /** The longest format that fits a frame whatever its characters; only a damaged file has a longer one. */
    private static final int LONGEST_FORMAT = FrameDescriptor.MAX_TEXT / 3;

    private final IntFunction<@Nullable RegisteredEvent> events;
    private final ThreadNames names;
    private final Consumer<byte[]> frames;
    private final BitSet toldEvents = new BitSet();
    private final ToldNames toldNames = new ToldNames();
    private final IntHashSet checkedInPage = new IntHashSet();
    private int lastTid;
    private boolean any;

    /** Creates the metadata of a receiver, and passes on the frames that it needs. */
    PageMetadata(IntFunction<@Nullable RegisteredEvent> events, ThreadNames names, Consumer<byte[]> frames) {
        this.events = events;
        this.names = names;
        this.frames = frames;
    }

    /** Begins a page, in which each thread's name is looked up once. */
    void nextPage() {
        checkedInPage.clear();
        any = false;
    }

    @Override
    public void onEvent(ByteBuffer page, int payloadOffset, int payloadLength) {
        if (payloadLength < CommonFields.LENGTH) {
            return;
        }
        int id = CommonFields.type(page, payloadOffset);
        int tid = CommonFields.pid(page, payloadOffset);
        announceEvent(id);
        if (!any || tid != lastTid) {
            announceName(tid);
        }
        lastTid = tid;
        any = true;
    }

    private void announceEvent(int id) {
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

    private void announceName(int tid) {
        if (checkedInPage.size() >= MOST_CHECKED) {
            checkedInPage.clear();
        }
        if (!checkedInPage.add(tid)) {
            return;
        }
        SavedThread thread = names.find(tid);
        if (thread != null && !toldNames.note(tid, thread)) {
            frames.accept(FrameEncoder.cmdline(tid, thread.pid(), thread.name()));
        }
    }
}
