package io.ringtail.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.cli.EventCounts.Interval;
import io.ringtail.cli.EventCounts.Row;
import io.ringtail.proto.page.PageHeader;
import io.ringtail.proto.page.PageWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class EventCountsTest {
    private static final int TICK = 1;
    private static final int TOCK = 2;
    private static final int PAYLOAD = 16;

    private final EventCounts counts = new EventCounts(1000);

    @BeforeEach
    void learn() {
        counts.onFormat(TICK, "load", format("tick", TICK));
        counts.onCmdline(100, 100, "main");
        counts.onCmdline(101, 100, "worker");
        counts.onCmdline(200, 200, "other");
    }

    @Test
    void shouldCountByTypeAndProcess() {
        page(0, new int[][] {{TICK, 100}, {TICK, 101}, {TOCK, 101}, {TICK, 200}, {TICK, 999}});
        assertThat(counts.take(3000).rows())
                .containsExactlyInAnyOrder(
                        new Row("load:tick", 100, "main", 2, 2 * PAYLOAD),
                        new Row("unknown:2", 100, "main", 1, PAYLOAD),
                        new Row("load:tick", 200, "other", 1, PAYLOAD),
                        new Row("load:tick", 0, null, 1, PAYLOAD));
    }

    @Test
    void shouldBeginAnewWithEachInterval() {
        page(0, new int[][] {{TICK, 100}});
        assertThat(counts.take(3000)).satisfies(first -> {
            assertThat(first.ns()).isEqualTo(2000);
            assertThat(first.events()).isEqualTo(1);
            assertThat(first.bytes()).isEqualTo(PAYLOAD);
        });
        assertThat(counts.take(3500)).satisfies(second -> {
            assertThat(second.ns()).isEqualTo(500);
            assertThat(second.rows()).isEmpty();
        });
    }

    @Test
    void shouldAddUpLossesAndSayWhereTheirNumberIsUnknown() {
        page(7, new int[][] {{TICK, 100}});
        page(5, new int[][] {{TICK, 100}});
        Interval first = counts.take(2000);
        assertThat(first.lostText()).isEqualTo("12");
        page(-1, new int[][] {{TICK, 100}});
        Interval second = counts.take(3000);
        assertThat(second.lostText()).isEqualTo("0+");
        assertThat(second.lostInAll()).isEqualTo(12);
    }

    @Test
    void shouldCountAThreadForTheProcessThatHadItAtTheTime() {
        page(0, new int[][] {{TICK, 101}});
        counts.onCmdline(101, 300, "reused");
        page(0, new int[][] {{TICK, 101}});
        assertThat(counts.take(2000).rows()).extracting(Row::pid).containsExactlyInAnyOrder(100, 300);
    }

    @Test
    void shouldSurviveAPageThatIsCutShort() {
        ByteBuffer page = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
        page.putLong(PageHeader.COMMIT_OFFSET, 4000);
        counts.onPage(0, 0, 0, 0, page, 0, 64);
        assertThat(counts.take(2000)).satisfies(all -> {
            assertThat(all.rows()).isEmpty();
            assertThat(all.lostUnknown()).isTrue();
        });
    }

    /** Shows a page of events of these types and threads, with a number of lost ones, -1 if unknown. */
    private void page(long lost, int[][] events) {
        ByteBuffer page = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
        PageWriter writer = new PageWriter();
        writer.begin(page, 10);
        for (int[] event : events) {
            ByteBuffer payload = ByteBuffer.allocate(PAYLOAD).order(ByteOrder.LITTLE_ENDIAN);
            payload.putShort(0, (short) event[0]).putInt(4, event[1]);
            writer.add(10, payload, 0, PAYLOAD);
        }
        int length = writer.length();
        long flags = lost == 0 ? 0 : PageHeader.MISSED_EVENTS | (lost > 0 ? PageHeader.MISSED_STORED : 0);
        page.putLong(PageHeader.TIME_STAMP_OFFSET, 10);
        page.putLong(PageHeader.COMMIT_OFFSET, length - PageHeader.LENGTH | flags);
        page.putLong(length, lost);
        counts.onPage(0, 0, 0, 0, page, 0, lost > 0 ? length + Long.BYTES : length);
    }

    private static String format(String name, int id) {
        return String.format(Locale.ROOT, """
                name: %s
                ID: %d
                format:
                \tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;

                print fmt: ""
                """, name, id);
    }
}
