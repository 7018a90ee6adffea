package io.ringtail.kafka.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.kafka.fleet.RequestGuard.Verdict;
import io.ringtail.kafka.record.SnapshotId;
import io.ringtail.kafka.record.SnapshotRequest;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class RequestGuardTest {
    private static final String TOPIC = "ringtail.control";
    private static final long WALL = 1_769_860_800_000_000_000L;
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final RequestGuard guard = new RequestGuard("web1", new SnapshotLimits(2, 30 * SECOND));

    private static SnapshotRequest request(long askedNs, long beforeNs, String hosts) {
        SnapshotId id = SnapshotId.of(Instant.ofEpochSecond(0, askedNs));
        return new SnapshotRequest(TOPIC, id, askedNs, askedNs - SECOND, beforeNs, SECOND, hosts, "ada@web2", "");
    }

    private Verdict judge(SnapshotRequest request, long afterNs) {
        return guard.judge(request, WALL + afterNs, afterNs - SECOND);
    }

    @Test
    void shouldTakeARequestOnce() {
        SnapshotRequest request = request(WALL, 10 * SECOND, "web?");
        assertThat(judge(request, SECOND).kind()).isEqualTo(Verdict.Kind.TAKE);
        assertThat(judge(request, 2 * SECOND).kind()).isEqualTo(Verdict.Kind.IGNORE);
        assertThat(judge(request, 59 * SECOND).why()).isEqualTo("it is a copy of an earlier one");
        assertThat(judge(request, 61 * SECOND).why()).startsWith("it was signed 61 s ago");
    }

    @Test
    void shouldIgnoreWhatIsForOthersOrNotOfNow() {
        assertThat(judge(request(WALL, 0, "db*"), 0).why()).isEqualTo("it is for other hosts");
        assertThat(judge(request(WALL, 0, "w".repeat(256)), 0).why()).isEqualTo("it is for other hosts");
        assertThat(judge(request(WALL + 61 * SECOND, 0, "*"), 0).kind()).isEqualTo(Verdict.Kind.IGNORE);
    }

    @Test
    void shouldRefuseMoreThanItsLimits() {
        assertThat(judge(request(WALL, 29 * SECOND, "*"), 0).kind()).isEqualTo(Verdict.Kind.TAKE);
        assertThat(judge(request(WALL, 30 * SECOND, "*"), 0).why())
                .isEqualTo("a snapshot here is at most 30000 ms long");
        assertThat(judge(request(WALL + SECOND, SECOND, "*"), SECOND).kind()).isEqualTo(Verdict.Kind.TAKE);
        assertThat(judge(request(WALL, 0, "*"), 2 * SECOND).why())
                .isEqualTo("this host takes at most 2 snapshots a minute");
        assertThat(judge(request(WALL + 59 * SECOND, 0, "*"), 59 * SECOND).kind())
                .isEqualTo(Verdict.Kind.REFUSE);
        assertThat(judge(request(WALL + 60 * SECOND, 0, "*"), 60 * SECOND).kind())
                .isEqualTo(Verdict.Kind.TAKE);
    }
}
