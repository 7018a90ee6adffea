package io.ringtail.daemon.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.daemon.control.SavedThread;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class PageMetadataTest {
    private static final int EVENT_ID = 20;

    private final Map<Integer, SavedThread> known = new HashMap<>();
    private final List<Integer> lookups = new ArrayList<>();
    private final List<byte[]> frames = new ArrayList<>();
    private final PageMetadata metadata = new PageMetadata(id -> null, new Names(), frames::add);

    private final class Names implements ThreadNames {
        @Override
        public @Nullable SavedThread find(int tid) {
            lookups.add(tid);
            return known.get(tid);
        }

        @Override
        public void forEach(Entry entry) {
            known.forEach((tid, thread) -> entry.onThread(tid, thread.pid(), thread.name()));
        }
    }

    private void page(int... tids) {
        metadata.nextPage();
        for (int tid : tids) {
            ByteBuffer payload = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
            payload.putShort(0, (short) EVENT_ID).putInt(4, tid);
            metadata.onEvent(payload, 0, payload.capacity());
        }
    }

    @Test
    void shouldAnnounceANameOnceAndAgainWhenItChanges() {
        known.put(7, new SavedThread(5, "one"));
        page(7, 8, 7);
        page(8, 7);
        assertThat(frames).hasSize(1);
        known.put(7, new SavedThread(5, "two"));
        page(7);
        assertThat(frames).hasSize(2);
    }

    @Test
    void shouldLookUpEachThreadOnceAPageWhetherItHasANameOrNot() {
        known.put(7, new SavedThread(5, "one"));
        page(7, 8, 7, 8, -1, 7, -1);
        assertThat(lookups).containsExactly(7, 8, -1);
        page(8, 7, 8);
        assertThat(lookups).containsExactly(7, 8, -1, 8, 7);
    }

    @Test
    void shouldAnnounceANameThatIsKnownLate() {
        page(7);
        known.put(7, new SavedThread(5, "late"));
        page(7);
        assertThat(frames).hasSize(1);
    }

    @Test
    void shouldForgetNoNameForIdsWithoutOne() {
        known.put(7, new SavedThread(5, "one"));
        page(7);
        for (int tid = 1000; tid < 1000 + 10 * ToldNames.MOST; tid++) {
            page(tid);
        }
        page(7);
        assertThat(frames).hasSize(1);
    }

    @Test
    void shouldAnnounceEachNameOnceWhereAServersThreadsWrite() {
        for (int turn = 0; turn < 3; turn++) {
            for (int tid = 1000; tid < 1000 + ToldNames.MOST / 2; tid++) {
                known.put(tid, new SavedThread(5, "thread " + tid));
                page(tid);
            }
        }
        assertThat(frames).hasSizeLessThan(ToldNames.MOST / 2 * 11 / 10);
    }

    @Test
    void shouldKeepABoundedNumberOfNamesAndAnnounceAnotherOneAgain() {
        int many = 4 * ToldNames.MOST;
        for (int turn = 0; turn < 2; turn++) {
            for (int tid = 1; tid <= many; tid++) {
                known.put(tid, new SavedThread(tid, "thread " + tid));
                page(tid);
            }
        }
        assertThat(frames).hasSizeGreaterThan(many + many / 2);
    }
}
