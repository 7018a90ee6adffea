package io.ringtail.daemon.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

final class AgentSettingsTest {
    private static final int SUBBUF_SIZE = 4096;

    @Test
    void shouldCountFormatsAndNamesAmongTheMemoryOfARecording() {
        AgentSettings settings =
                AgentSettings.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 8L << 20, true);
        assertThat(settings.recordings(1, SUBBUF_SIZE, 0)).isEqualTo(16);
        assertThat(settings.recordings(1, SUBBUF_SIZE, 2 << 20)).isEqualTo(3);
        assertThat(settings.recordings(1, SUBBUF_SIZE, Integer.MAX_VALUE))
                .as("one always fits")
                .isEqualTo(1);
    }
}
