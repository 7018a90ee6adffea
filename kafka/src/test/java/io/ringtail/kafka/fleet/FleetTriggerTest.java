package io.ringtail.kafka.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.kafka.client.ClientSettings;
import io.ringtail.kafka.client.Clients;
import io.ringtail.proto.layout.BufferMode;
import io.ringtail.proto.page.PageHeader;
import io.ringtail.proto.page.PageWriter;
import io.ringtail.proto.stream.ClockPair;
import io.ringtail.proto.stream.FrameListener;
import io.ringtail.proto.stream.StreamHeader;
import io.ringtail.reader.fleet.FleetSettings;
import io.ringtail.reader.fleet.SnapshotWish;
import io.ringtail.reader.remote.FrameSource;
import io.ringtail.reader.remote.RefusedException;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Which requests events lead to, of daemons that come and go. */
@Timeout(60)
final class FleetTriggerTest {
    private static final int SUBBUF = 4096;
    private static final int PAYLOAD = 16;

    @TempDir
    private Path directory;

    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
    private final Queue<String> notices = new ConcurrentLinkedQueue<>();
    private final Deque<Stream> streams = new ArrayDeque<>();
    private final CountDownLatch ended = new CountDownLatch(1);

    /** A stream of another machine, whose wall clock is ahead by some ns, with one event. */
    private static final class Stream implements FrameSource {
        private final long offsetNs;
        private final long timeNs;
        private final @Nullable IOException end;
        private boolean passed;

        Stream(long offsetNs, long timeNs, @Nullable IOException end) {
            this.offsetNs = offsetNs;
            this.timeNs = timeNs;
            this.end = end;
        }

        @Override
        public StreamHeader hello() {
            ClockPair clocks = new ClockPair(0, offsetNs);
            return new StreamHeader(
                    SUBBUF, 1, BufferMode.OVERWRITE, new UUID(1, 2), "mono", "kernel-name", "", "", clocks);
        }

        @Override
        public boolean next(FrameListener listener) throws IOException {
            if (!passed) {
                passed = true;
                ByteBuffer page = ByteBuffer.allocate(SUBBUF).order(ByteOrder.LITTLE_ENDIAN);
                PageWriter writer = new PageWriter();
                writer.begin(page, timeNs);
                writer.add(timeNs, ByteBuffer.allocate(PAYLOAD), 0, PAYLOAD);
                int length = PageHeader.write(page, 0, writer.base(), writer.length() - PageHeader.LENGTH, 0);
                listener.onPage(0, 0, 0, 0, page, 0, length);
                return true;
            }
            if (end != null) {
                throw end;
            }
            return false;
        }

        @Override
        public void finish() {}

        @Override
        public void close() {}
    }

    private static RefusedException refusal(int status) throws ReflectiveOperationException {
        Constructor<RefusedException> constructor =
                RefusedException.class.getDeclaredConstructor(int.class, boolean.class, String.class);
        constructor.setAccessible(true);
        return constructor.newInstance(status, false, "refused with " + status);
    }

    private FrameSource next() throws IOException {
        Stream next = streams.pollFirst();
        if (next == null) {
            throw new IOException("no daemon");
        }
        return next;
    }

    private void run() throws Exception {
        Path file = Files.createTempFile(directory, "keys", "");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        Files.writeString(file, "ops snapshot " + "0123456789abcdef".repeat(4) + "\n");
        Clients clients = new Clients(ClientSettings.of(new FleetSettings("127.0.0.1:1", "ringtail", null)));
        ControlChannel channel = new ControlChannel(clients, FleetKeys.read(file), producer, line -> {
            notices.add(line);
            if (line.startsWith("no more events")) {
                ended.countDown();
            }
        });
        SnapshotWish wish = new SnapshotWish(
                Instant.EPOCH, Duration.ofSeconds(1), Duration.ofSeconds(1), "*", "a", "slow", Duration.ZERO);
        try (FleetTrigger trigger = FleetTrigger.start(this::next, channel, wish, Duration.ZERO)) {
            ended.await();
            assertThat(trigger).isNotNull();
        }
    }

    private List<String> moments() {
        return producer.history().stream()
                .map(ProducerRecord::value)
                .flatMap(value -> new String(value, StandardCharsets.UTF_8).lines())
                .filter(line -> line.startsWith("moment="))
                .toList();
    }

    @Test
    void shouldGoOnWithAnotherRingBufferByTheClocksOfItsMachine() throws Exception {
        streams.add(new Stream(1_000_000, 10, refusal(410)));
        streams.add(new Stream(2_000_000, 20, null));
        run();
        assertThat(moments()).containsExactly("moment=1000010", "moment=2000020");
        assertThat(notices).anyMatch(line -> line.startsWith("the daemon has another ring buffer"));
    }

    @Test
    void shouldAskForTheFirstMomentWhereAnEventLiesBeforeIt() throws Exception {
        streams.add(new Stream(-1_000_000, 10, null));
        run();
        assertThat(moments()).containsExactly("moment=0");
    }

    @Test
    void shouldEndWhenTheDaemonRefuses() throws Exception {
        streams.add(new Stream(1_000_000, 10, refusal(403)));
        streams.add(new Stream(2_000_000, 20, null));
        run();
        assertThat(moments()).containsExactly("moment=1000010");
        assertThat(notices).anyMatch(line -> line.endsWith("refused with 403"));
    }
}
