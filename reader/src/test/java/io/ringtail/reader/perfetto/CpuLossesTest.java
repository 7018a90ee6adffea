package io.ringtail.reader.perfetto;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.reader.perfetto.CpuLosses.Loss;
import org.junit.jupiter.api.Test;

class CpuLossesTest {
    private final CpuLosses losses = new CpuLosses();

    @Test
    void shouldKeepAKnownNumberBesideAnUnknownOne() {
        losses.add(1, 17);
        losses.add(1, CpuLosses.UNKNOWN);
        losses.add(1, 3);
        losses.add(0, CpuLosses.UNKNOWN);
        assertThat(losses.take(1)).containsExactly(new Loss(1, 20), new Loss(1, CpuLosses.UNKNOWN));
        assertThat(losses.take(1)).isEmpty();
        losses.add(2, 5);
        assertThat(losses.takeAll()).containsExactly(new Loss(2, 5), new Loss(0, CpuLosses.UNKNOWN));
        assertThat(losses.takeAll()).isEmpty();
    }
}
