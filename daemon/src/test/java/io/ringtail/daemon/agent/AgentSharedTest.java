package io.ringtail.daemon.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringtail.reader.tracecmd.TraceCmdMessage;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** The number of CPUs for whose ports the answer to a request has room. */
final class AgentSharedTest {
    private static final byte[] LONGEST = "65535\0".getBytes(StandardCharsets.US_ASCII);

    @Test
    void shouldTakeAsManyCpusAsAnAnswerHasRoomFor() throws Exception {
        int cpus = AgentShared.requireRoom(Recording.MOST_CPUS);
        assertThat(cpus).isEqualTo(1_356);
        TraceCmdMessage answer = new TraceCmdMessage(
                TraceCmdMessage.TRACE_RESP, new byte[Recording.RESPONSE_LENGTH], new byte[cpus * LONGEST.length]);
        assertThat(answer.encode())
                .hasSizeBetween(TraceCmdMessage.MAX_LENGTH - LONGEST.length + 1, TraceCmdMessage.MAX_LENGTH);
    }

    @Test
    void shouldRefuseMore() {
        assertThatThrownBy(() -> AgentShared.requireRoom(Recording.MOST_CPUS + 1))
                .isInstanceOf(RequestRefusedException.class)
                .hasMessageContaining("1357 CPUs")
                .hasMessageContaining("ringtail record");
    }
}
