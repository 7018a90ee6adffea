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
    private static final int MOST = 1 << 18;

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
        assertThatThrownBy(() -> buffer.take(MetaKey.Kind.HELLO, hello())).isInstanceOf(MalformedStreamException.class);
        assertThat(names()).containsExactlyInAnyOrder("one", "two");
    }

    private static byte[] hello() {
        return FrameEncoder.hello(new StreamHeader(
                FleetTopic.SUBBUF, 4, BufferMode.OVERWRITE, FleetTopic.BOOT, "mono", "a", "", "", null));
    }

    private void takeThreads(int first, int end) throws Exception {
        for (int tid = first; tid < end; tid++) {
            buffer.take(MetaKey.Kind.THREAD, FrameEncoder.cmdline(tid, 1, Integer.toString(tid)));
        }
    }

    @Test
    void shouldForgetTheThreadsThatWereNamedFirstForLaterOnes() throws Exception {
        takeThreads(1, MOST + 2);
        buffer.take(MetaKey.Kind.HELLO, hello());
        assertThat(names())
                .hasSize(MOST)
                .contains("2", Integer.toString(MOST + 1))
                .doesNotContain("1");
        takeThreads(2, 3);
        takeThreads(MOST + 2, MOST + 3);
        assertThat(names())
                .hasSize(MOST)
                .contains("2", Integer.toString(MOST + 2))
                .doesNotContain("3");
    }
}
