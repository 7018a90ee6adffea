package io.ringtail.proto.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringtail.proto.layout.BufferMode;
import io.ringtail.proto.page.PageHeader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FrameReaderTest {
    private static final UUID BOOT = UUID.fromString("01020304-0506-0708-090a-0b0c0d0e0f10");
    private static final StreamHeader HELLO = new StreamHeader(
            1 << 20, 8, BufferMode.DISCARD, BOOT, "mono", "höst", "a page\n", "an event\n", new ClockPair(5, 1L << 60));

    private final RecordingListener listener = new RecordingListener();

    @Test
    void shouldReadBackWhatWasMade() throws IOException {
        byte[] stream = join(
                FrameEncoder.hello(HELLO),
                FrameEncoder.cpu(7, true),
                FrameEncoder.format(65535, "load", "name: tick"),
                FrameEncoder.cmdline(-3, 12, "naïve"),
                page(7, 1L << 40, 24, 48, 40),
                FrameEncoder.watermark(7, Long.MAX_VALUE),
                FrameEncoder.position(5, Long.MAX_VALUE, new Position(1L << 40, 48, 1L << 50, 3, 1)),
                FrameEncoder.alive(),
                FrameEncoder.end(EndReason.SHUTDOWN, "bye"));

        readAll(stream);

        assertThat(listener.frames)
                .containsExactly(
                        HELLO.toString(),
                        "cpu 7 true",
                        "format 65535 load name: tick",
                        "cmdline -3 12 naïve",
                        "page 7 1099511627776 24-48 40 1122334455667788",
                        "watermark 7 9223372036854775807",
                        "position 5 9223372036854775807 " + new Position(1L << 40, 48, 1L << 50, 3, 1).text(),
                        "alive",
                        "end SHUTDOWN bye");
    }

    @Test
    void shouldLayOutHelloAsDescribed() {
        ByteBuffer hello = ByteBuffer.wrap(FrameEncoder.hello(HELLO)).order(ByteOrder.LITTLE_ENDIAN);

        assertThat(hello.getInt(0)).isEqualTo(hello.limit());
        assertThat(hello.get(4)).isEqualTo((byte) 1);
        assertThat(hello.getLong(8)).isEqualTo(0x4c49_4154_474e_4952L);
        assertThat(hello.getInt(16)).isEqualTo(3);
        assertThat(hello.getInt(20)).isEqualTo(1 << 20);
        assertThat(hello.getInt(24)).isEqualTo(8);
        assertThat(hello.getInt(28)).isEqualTo(1);
        assertThat(hello.get(32)).isEqualTo((byte) 1);
        assertThat(hello.get(47)).isEqualTo((byte) 16);
        assertThat(hello.getLong(48)).isEqualTo(5);
        assertThat(hello.getLong(56)).isEqualTo(1L << 60);
        assertThat(hello.getInt(64)).isEqualTo(4);
        assertThat(hello.get(68)).isEqualTo((byte) 'm');
    }

    @Test
    void shouldLayOutACmdlineAsDescribed() {
        ByteBuffer cmdline = ByteBuffer.wrap(FrameEncoder.cmdline(17, 12, "ab")).order(ByteOrder.LITTLE_ENDIAN);

        assertThat(cmdline.get(4)).isEqualTo((byte) 3);
        assertThat(cmdline.getInt(8)).isEqualTo(17);
        assertThat(cmdline.getInt(12)).isEqualTo(12);
        assertThat(cmdline.getInt(16)).isEqualTo(2);
        assertThat(cmdline.get(20)).isEqualTo((byte) 'a');
    }

    @Test
    void shouldLayOutAPageAsDescribed() {
        ByteBuffer page = ByteBuffer.wrap(page(0x0102, 9, 16, 40, 40)).order(ByteOrder.LITTLE_ENDIAN);

        assertThat(page.getInt(0)).isEqualTo(64);
        assertThat(page.get(4)).isEqualTo((byte) 5);
        assertThat(page.getShort(6)).isEqualTo((short) 0x0102);
        assertThat(page.getLong(8)).isEqualTo(9);
        assertThat(page.getInt(16)).isEqualTo(16);
        assertThat(page.getInt(20)).isEqualTo(40);
        assertThat(FrameDescriptor.PAGE_DATA_OFFSET).isEqualTo(24);
    }

    @Test
    void shouldGrowToTheLargestPage() throws IOException {
        int largest = 1 << 20;

        readAll(join(FrameEncoder.hello(HELLO), page(0, 1, 0, largest - 16, largest), page(1, 2, 0, 8, 24)));

        assertThat(listener.frames)
                .endsWith("page 0 1 0-1048560 1048576 1122334455667788", "page 1 2 0-8 24 1122334455667788");
    }

    @Test
    void shouldTellAStreamThatWasCutInsideAFrame() {
        byte[] hello = FrameEncoder.hello(HELLO);

        for (int length = 1; length < hello.length; length++) {
            byte[] cut = Arrays.copyOf(hello, length);
            assertThatThrownBy(() -> readAll(cut)).isInstanceOf(EOFException.class);
        }
    }

    @Test
    void shouldRefuseWhatIsNoStream() {
        refuses("<html><body>404 not found</body></html>".getBytes(StandardCharsets.US_ASCII), "bytes");
        refuses(FrameEncoder.alive(), "begins with HELLO");
        refuses(join(FrameEncoder.hello(HELLO), FrameEncoder.hello(HELLO)), "second HELLO");
        refuses(with(FrameEncoder.hello(HELLO), 8, 0), "magic");
        refuses(with(FrameEncoder.hello(HELLO), 16, 1), "version 1");
        refuses(with(FrameEncoder.hello(HELLO), 20, 4097), "power of two");
        refuses(with(FrameEncoder.hello(HELLO), 20, 1 << 30), "sub-buffer size");
        refuses(with(FrameEncoder.hello(HELLO), 24, 0), "CPUs 0");
        refuses(with(FrameEncoder.hello(HELLO), 28, 7), "mode 7");
        refuses(with(FrameEncoder.hello(HELLO), 64, -1), "text length -1");
        refuses(with(FrameEncoder.hello(HELLO), 64, 5000), "text of 5000");
    }

    @Test
    void shouldRefuseFramesBeyondWhatHelloSaid() {
        byte[] small = with(FrameEncoder.hello(HELLO), 20, 4096);

        refuses(join(small, page(8, 0, 0, 8, 24)), "CPU 8");
        refuses(join(small, page(0, 0, 0, 8, 4097)), "4097");
        refuses(join(small, page(0, 0, 0, 4081, 24)), "page end 4081");
        refuses(join(small, page(0, 0, 9, 8, 24)), "page start 9");
        refuses(join(small, page(0, 0, 0, 8, 15)), "at least");
        refuses(join(small, FrameEncoder.watermark(9, 1)), "CPU 9");
        refuses(join(small, with(FrameEncoder.format(1, "a", "b"), 8, 1 << 16)), "event id");
        refuses(join(small, with(FrameEncoder.alive(), 4, 99)), "unknown type 99");
        refuses(join(small, with(FrameEncoder.alive(), 0, 7)), "a frame of 7");
        refuses(join(small, with(FrameEncoder.alive(), 0, -1)), "a frame of 4294967295");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void shouldTakeAnyBytesWithNothingWorseThanARefusal(long seed) throws IOException {
        Random random = new Random(seed);
        byte[] good = join(
                FrameEncoder.hello(HELLO),
                FrameEncoder.format(40, "load", "name: tick"),
                FrameEncoder.cmdline(1, 0, "x"),
                page(3, 1, 0, 8, 32),
                FrameEncoder.end(EndReason.FAILED, "y"));
        for (int round = 0; round < 3000; round++) {
            byte[] bad = good.clone();
            for (int change = random.nextInt(4); change >= 0; change--) {
                bad[random.nextInt(bad.length)] = (byte) random.nextInt();
            }
            assertThatCode(() -> {
                        try {
                            readAll(bad);
                        } catch (IOException refused) {
                            assertThat(refused).hasMessageNotContaining("null");
                        }
                    })
                    .doesNotThrowAnyException();
        }
    }

    private void refuses(byte[] stream, String why) {
        assertThatThrownBy(() -> readAll(stream))
                .isInstanceOf(MalformedStreamException.class)
                .hasMessageContaining(why);
    }

    private void readAll(byte[] stream) throws IOException {
        FrameReader reader = new FrameReader(Channels.newChannel(new ByteArrayInputStream(stream)));
        while (reader.read(listener)) {
            assertThat(listener.frames).isNotEmpty();
        }
    }

    private static byte[] page(int cpu, long subbuf, int start, int end, int length) {
        byte[] frame = new byte[FrameDescriptor.PAGE_DATA_OFFSET + Math.max(length, PageHeader.LENGTH)];
        ByteBuffer bytes = ByteBuffer.wrap(frame).order(ByteOrder.LITTLE_ENDIAN);
        int total = FrameEncoder.pageHeader(bytes, cpu, subbuf, start, end, length);
        bytes.order(ByteOrder.BIG_ENDIAN).putLong(FrameDescriptor.PAGE_DATA_OFFSET, 0x1122334455667788L);
        return Arrays.copyOf(frame, total);
    }

    private static byte[] with(byte[] frame, int offset, int value) {
        byte[] changed = frame.clone();
        ByteBuffer bytes = ByteBuffer.wrap(changed).order(ByteOrder.LITTLE_ENDIAN);
        if (offset == FrameDescriptor.TYPE_OFFSET) {
            bytes.put(offset, (byte) value);
        } else {
            bytes.putInt(offset, value);
        }
        return changed;
    }

    private static byte[] join(byte[]... frames) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] frame : frames) {
            out.writeBytes(frame);
        }
        return out.toByteArray();
    }
}
