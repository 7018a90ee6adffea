package io.ringtail.kafka.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringtail.kafka.record.MetaKey;
import io.ringtail.proto.layout.BufferMode;
import io.ringtail.proto.stream.FrameAdapter;
import io.ringtail.proto.stream.FrameEncoder;
import io.ringtail.proto.stream.MalformedStreamException;
import io.ringtail.proto.stream.StreamHeader;
import io.ringtail.reader.fleet.FleetHost;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is known of a ring buffer after records in any order. */
final class HostBufferTest {
    private final HostBuffer buffer = new HostBuffer(new FleetHost("a", FleetTopic.BOOT, 1));

    private List<String> names() throws Exception {
        List<String> names = new ArrayList<>();
        buffer.follow(new FrameAdapter() {
            @Override
            public void onCmdline(int tid, int pid, String name) {
                names.add(name);
            }
        });
        return names;
    }

    @Test
    void shouldTakeWhatCameBeforeTheHelloButForMalformedRecords() throws Exception {
        buffer.take(MetaKey.Kind.THREAD, FrameEncoder.cmdline(1, 1, "one"));
        buffer.take(MetaKey.Kind.THREAD, new byte[] {1, 2, 3});
        buffer.take(MetaKey.Kind.THREAD, FrameEncoder.cmdline(2, 2, "two"));
        buffer.take(MetaKey.Kind.FORMAT, new byte[] {4});
        byte[] hello = FrameEncoder.hello(new StreamHeader(
                FleetTopic.SUBBUF, 4, BufferMode.OVERWRITE, FleetTopic.BOOT, "mono", "a", "", "", null));
        assertThatThrownBy(() -> buffer.take(MetaKey.Kind.HELLO, hello)).isInstanceOf(MalformedStreamException.class);
        assertThat(names()).containsExactlyInAnyOrder("one", "two");
    }
}
