package io.ringtail.kafka.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ControlRecordsTest {
    private static final SnapshotId ID = new SnapshotId("20260131T120000Z-0123456789abcdef");
    private static final String REQUEST = """
            kind=snapshot
            topic=ringtail.control
            id=20260131T120000Z-0123456789abcdef
            asked=1769860800000000000
            moment=1769860799500000000
            before=10000000000
            after=1000000000
            hosts=web*
            by=alice@web1
            reason=order 17 took 3 s, über
            """;
    private static final String ANSWER = """
            kind=answer
            topic=ringtail.control
            id=20260131T120000Z-0123456789abcdef
            host=web2
            outcome=shipped
            pages=17
            events=20480
            lost=3
            bytes=983040
            detail=
            """;

    private static SnapshotRequest request() {
        return new SnapshotRequest(
                "ringtail.control",
                ID,
                1_769_860_800_000_000_000L,
                1_769_860_799_500_000_000L,
                10_000_000_000L,
                1_000_000_000L,
                "web*",
                "alice@web1",
                "order 17 took 3 s, über");
    }

    @Test
    void shouldWriteARequestAsTheDocumentedBytesAndReadThem() throws Exception {
        assertThat(request().bytes()).isEqualTo(REQUEST.getBytes(StandardCharsets.UTF_8));
        assertThat(ControlRecord.parse(request().bytes())).isEqualTo(request());
    }

    @Test
    void shouldWriteAnAnswerAsTheDocumentedBytesAndReadThem() throws Exception {
        SnapshotAnswer answer = new SnapshotAnswer(
                "ringtail.control", ID, "web2", SnapshotAnswer.Outcome.SHIPPED, 17, 20_480, 3, 983_040, "");
        assertThat(answer.bytes()).isEqualTo(ANSWER.getBytes(StandardCharsets.UTF_8));
        assertThat(ControlRecord.parse(answer.bytes())).isEqualTo(answer);
        SnapshotAnswer refusal =
                SnapshotAnswer.without(request(), "web2", SnapshotAnswer.Outcome.REFUSED, "a\nb" + "x".repeat(9999));
        assertThat(ControlRecord.parse(refusal.bytes())).isEqualTo(refusal);
    }

    @Test
    void shouldReadTextsOfLaterVersionsWithMoreLines() throws Exception {
        assertThat(ControlRecord.parse((REQUEST + "priority=9\n").getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(request());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "kind",
                "kind=snapshot",
                "kind=other\n",
                "kind=snapshot\nkind=snapshot\n",
                "=x\n",
                "UP=x\n",
                "kind=snap\tshot\n",
                "kind=snapshot\n\n"
            })
    void shouldRefuseATextThatIsNoRequest(String text) {
        assertThatThrownBy(() -> ControlRecord.parse(text.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(MalformedRecordException.class)
                .hasMessageMatching("its? .+")
                .message()
                .doesNotContain("\n");
    }

    @Test
    void shouldRefuseEachLineThatIsMissingOrWrong() {
        for (String line : REQUEST.lines().toList()) {
            String name = line.substring(0, line.indexOf('='));
            assertThatThrownBy(() -> ControlRecord.parse(bytes(REQUEST.replace(line + "\n", ""))))
                    .hasMessage("it has no " + name);
            assertThatThrownBy(() -> ControlRecord.parse(bytes(REQUEST.replace(line, name + "=" + "7".repeat(600)))))
                    .isInstanceOf(MalformedRecordException.class);
        }
        assertThatThrownBy(() -> ControlRecord.parse(bytes(REQUEST.replace("before=1", "before=-1"))))
                .hasMessage("its before is not from 0 to 3600000000000");
    }

    @Test
    void shouldSurviveArbitraryBytes() throws Exception {
        Random random = new Random(19);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = bytes(REQUEST);
            for (int change = 0; change <= i % 4; change++) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            try {
                ControlRecord parsed = ControlRecord.parse(bytes);
                assertThat(ControlRecord.parse(parsed.bytes())).isEqualTo(parsed);
            } catch (MalformedRecordException refused) {
                assertThat(refused).hasMessageMatching("(its|it|a) [\\x20-\\x7e]+");
            }
        }
    }

    @Test
    void shouldNotWriteALineThatWouldBeTwo() {
        assertThatThrownBy(() -> new SnapshotRequest("t", ID, 0, 0, 0, 0, "*", "me", "a\nhosts=*").bytes())
                .hasMessage("reason has control characters: give one line of text");
    }

    private static SnapshotRequest request(long momentNs, long beforeNs, String hosts, String reason) {
        return new SnapshotRequest("t", ID, 1, momentNs, beforeNs, 1, hosts, "me", reason);
    }

    @Test
    void shouldNotMakeARequestThatNoHostCanParse() throws Exception {
        long hourNs = 3_600_000_000_000L;
        SnapshotRequest largest = request(Long.MAX_VALUE, hourNs, "x".repeat(256), "\u20ac".repeat(512));
        assertThat(ControlRecord.parse(largest.bytes())).isEqualTo(largest);
        assertThatThrownBy(() -> request(-1, 0, "*", "")).hasMessageStartingWith("moment is -1");
        assertThatThrownBy(() -> request(0, hourNs + 1, "*", "")).hasMessageStartingWith("before is 3600000000001");
        assertThatThrownBy(() -> request(0, 0, "x".repeat(257), "")).hasMessageStartingWith("hosts has 257 characters");
        assertThatThrownBy(() -> request(0, 0, "*", "x".repeat(513))).hasMessageStartingWith("reason has 513");
    }

    @Test
    void shouldNameASnapshotByItsSecond() {
        Instant asked = Instant.parse("2026-01-31T12:00:00.9Z");
        SnapshotId id = SnapshotId.of(asked);
        assertThat(id.text())
                .startsWith("20260131T120000Z-")
                .isNotEqualTo(SnapshotId.of(asked).text());
        assertThat(new SnapshotId(id.text()).asked()).isEqualTo(Instant.parse("2026-01-31T12:00:00Z"));
        assertThatThrownBy(() -> new SnapshotId("20261331T120000Z-0123456789abcdef"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new SnapshotId("../x")).isInstanceOf(IllegalArgumentException.class);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
