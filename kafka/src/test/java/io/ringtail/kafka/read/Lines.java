package io.ringtail.kafka.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.reader.EventView;
import io.ringtail.reader.LossCause;
import io.ringtail.reader.fleet.FleetSink;
import java.util.List;

/** Writes what comes from a {@link FleetTopic} as lines: {@code host/cpu value}, with losses and lateness between. */
final class Lines implements FleetSink {
    private final List<String> lines;
    private String host = "";

    Lines(List<String> lines) {
        this.lines = lines;
    }

    @Override
    public void onEvent(EventView event) {
        int value = event.fields() - 1;
        assertThat(event.timestampNs()).isEqualTo(FleetTopic.OFFSET + event.number(value));
        assertThat(event.pid()).isEqualTo(5);
        assertThat(event.comm()).isEqualTo("worker");
        lines.add(host + "/" + event.cpu() + " " + event.number(value));
    }

    @Override
    public void onLost(int cpu, long count, LossCause cause) {
        lines.add(host + "/" + cpu + " lost " + count);
    }

    @Override
    public void onLate(int cpu, long byNs) {
        lines.add(host + "/" + cpu + " late " + byNs);
    }

    @Override
    public void onBuffer(String name) {
        host = name;
    }

    @Override
    public void flush() {}
}
