package io.ringtail.daemon.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.client.Tracer;
import io.ringtail.client.typed.Name;
import io.ringtail.client.typed.TraceProvider;
import io.ringtail.proto.layout.BufferMode;
import io.ringtail.proto.layout.Geometry;
import io.ringtail.proto.layout.RingGeometry;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The bytes between the fields of an event, in memory that earlier events have filled. */
@Timeout(60)
class TypedGapsTest {
    private static final Geometry SMALL =
            new Geometry(BufferMode.OVERWRITE, 2, new RingGeometry(1 << 12, 4), 4, 512, 1 << 16);

    private static final int LENGTH = 68;

    @TempDir
    Path dir;

    @TraceProvider("gaps")
    interface Events {
        void dirty(@Name("a") long a, @Name("b") long b, @Name("c") long c, @Name("d") long d, @Name("e") long e);

        void mixed(
                @Name("a") byte a,
                @Name("b") long b,
                @Name("c") int c,
                @Name("d") long d,
                @Name("e") float e,
                @Name("f") double f,
                @Name("g") short g,
                @Name("h") int h,
                @Name("i") boolean i);
    }

    @Test
    void shouldBeZeroBesideNegativeValues() throws Exception {
        try (TestDaemon daemon = new TestDaemon(dir, "0-1", SMALL);
                Tracer tracer = Tracer.connect(dir)) {
            Events events = tracer.provider(Events.class);
            assertThat(tracer.awaitReady(Duration.ofSeconds(20))).isTrue();
            for (int i = 0; i < 1000; i++) {
                events.dirty(-1, -1, -1, -1, -1);
            }
            for (int i = 0; i < 100; i++) {
                events.mixed((byte) -1, -2, -3, -4, -5f, -6d, (short) -7, -8, true);
            }
            List<ByteBuffer> mixed = WrittenEvents.of(daemon, "gaps", "mixed");
            assertThat(mixed).isNotEmpty().allSatisfy(TypedGapsTest::assertClean);
        }
    }

    private static void assertClean(ByteBuffer payload) {
        ByteBuffer expected = ByteBuffer.allocate(LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        expected.putLong(0, payload.getLong(0));
        expected.put(8, (byte) -1).putLong(16, -2).putInt(24, -3).putLong(32, -4);
        expected.putFloat(40, -5f).putDouble(48, -6d).putShort(56, (short) -7);
        expected.putInt(60, -8).put(64, (byte) 1);
        assertThat(payload).isEqualTo(expected);
    }
}
