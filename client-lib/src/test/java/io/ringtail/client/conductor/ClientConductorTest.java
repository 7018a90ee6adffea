package io.ringtail.client.conductor;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.client.barrier.ProcessBarrier;
import io.ringtail.client.ring.Attachment;
import io.ringtail.client.ring.OwnSlot;
import io.ringtail.client.ring.RingWriter;
import io.ringtail.client.ring.ThreadSlots;
import io.ringtail.client.ring.WriterRing;
import io.ringtail.proto.control.ControlCodec;
import io.ringtail.proto.control.ControlMessage;
import io.ringtail.proto.control.Doorbell;
import io.ringtail.proto.control.Hello;
import io.ringtail.proto.control.MalformedMessageException;
import io.ringtail.proto.control.Refused;
import io.ringtail.proto.control.ResumeToken;
import io.ringtail.proto.control.Slots;
import io.ringtail.proto.control.ThreadName;
import io.ringtail.proto.control.Welcome;
import io.ringtail.proto.event.EventSchema;
import io.ringtail.proto.layout.BufferMode;
import io.ringtail.proto.layout.ClientDescriptor;
import io.ringtail.proto.layout.Geometry;
import io.ringtail.proto.layout.HeaderDescriptor;
import io.ringtail.proto.layout.RingDescriptor;
import io.ringtail.proto.layout.RingGeometry;
import io.ringtail.proto.memory.MappedRegion;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The conductor against misbehaving daemons: a bare socket that the test answers by hand. */
@Timeout(60)
class ClientConductorTest {
    private static final Geometry GEOMETRY =
            new Geometry(BufferMode.OVERWRITE, 2, new RingGeometry(4096, 4), 4, 128, 64);
    private static final long CREATED = 77;

    @TempDir
    Path dir;

    private final List<Attachment> attachments = new CopyOnWriteArrayList<>();
    private final AtomicInteger barrierFailures = new AtomicInteger();
    private final AtomicInteger crossingFailures = new AtomicInteger();
    private final AtomicInteger publishFailures = new AtomicInteger();
    private ServerSocketChannel daemon;
    private ClientConductor conductor;

    @BeforeEach
    void start() throws Exception {
        daemon = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        daemon.bind(UnixDomainSocketAddress.of(dir.resolve("control.sock")));
        conductor = new ClientConductor(dir, this::barrier, this::publish);
        conductor.start();
    }

    private ProcessBarrier barrier() {
        failAsAskedTo(barrierFailures);
        return new FailingBarrier(ProcessBarrier.using(null), crossingFailures);
    }

    /** Safepoints that fail a given number of times. */
    private record FailingBarrier(ProcessBarrier safepoints, AtomicInteger failures) implements ProcessBarrier {
        @Override
        public String name() {
            return safepoints.name();
        }

        @Override
        public boolean isRegistered() {
            return false;
        }

        @Override
        public void acrossThisProcess() {
            failAsAskedTo(failures);
            safepoints.acrossThisProcess();
        }

        @Override
        public boolean acrossRegistered() {
            return safepoints.acrossRegistered();
        }
    }

    private void publish(Attachment attachment) {
        failAsAskedTo(publishFailures);
        attachments.add(attachment);
    }

    private static void failAsAskedTo(AtomicInteger failures) {
        if (failures.get() > 0 && failures.getAndDecrement() > 0) {
            throw new OutOfMemoryError("as the test asked for");
        }
    }

    @AfterEach
    void stop() throws Exception {
        conductor.close();
        daemon.close();
    }

    @Test
    void shouldGreetAndAttach() throws Exception {
        writeFile(HeaderDescriptor.LAYOUT_VERSION, CREATED);
        try (SocketChannel client = daemon.accept()) {
            Hello hello = hello(client);
            assertThat(hello.pid()).isEqualTo((int) ProcessHandle.current().pid());
            assertThat(hello.resume()).isNull();
            send(client, welcome(Slots.NONE));
            until(() -> attachments.size() == 1);
        }
        try (SocketChannel client = daemon.accept()) {
            assertThat(hello(client).resume())
                    .isNotNull()
                    .satisfies(token -> assertThat(token.created()).isEqualTo(CREATED));
            send(client, welcome(Slots.NONE));
            send(client, new Doorbell());
            assertThat(attachments).hasSize(1);
        }
    }

    @Test
    void shouldGoOnIdleAfterAnInterrupt() throws Exception {
        writeFile(HeaderDescriptor.LAYOUT_VERSION, CREATED);
        try (SocketChannel client = daemon.accept()) {
            hello(client);
            send(client, welcome(Slots.NONE));
            until(() -> attachments.size() == 1);
            Thread thread = conductorThread();
            for (int i = 0; i < 100; i++) {
                thread.interrupt();
                until(() -> !thread.isInterrupted());
            }
        }
        // It was served on one connection, or reconnected for the same record if an interrupt ended that one.
        until(() -> resumesAfter(daemon));
        assertThat(attachments).hasSize(1);
    }

    private static boolean resumesAfter(ServerSocketChannel daemon) {
        try (SocketChannel client = daemon.accept()) {
            ResumeToken token = hello(client).resume();
            return token != null && token.client() == 0 && token.generation() == 1;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static Thread conductorThread() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("ringtail-conductor"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void shouldResumeOneRecordHoweverOftenItFails() throws Exception {
        writeFile(HeaderDescriptor.LAYOUT_VERSION, CREATED);
        publishFailures.set(3);
        try (SocketChannel client = daemon.accept()) {
            assertThat(hello(client).resume()).isNull();
            send(client, welcome(new Slots(0, 64)));
            assertThat(client.read(ByteBuffer.allocate(1))).isEqualTo(-1);
        }
        for (int i = 0; i < 3; i++) {
            try (SocketChannel client = daemon.accept()) {
                assertThat(hello(client).resume()).isEqualTo(new ResumeToken(CREATED, 0, 1));
                send(client, welcome(Slots.NONE));
                int failures = i;
                until(() -> publishFailures.get() == Math.max(0, 1 - failures));
            }
        }
        until(() -> attachments.size() == 1);
        assertThat(attachments.get(0).slots().take(Thread.currentThread(), 1)).isEqualTo(16);
    }

    @Test
    void shouldGoOnAfterErrorsBeforeItsFirstConnection() throws Exception {
        barrierFailures.set(3);
        Path other = Files.createDirectory(dir.resolve("other"));
        try (ServerSocketChannel listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
                ClientConductor failing = new ClientConductor(other, this::barrier, this::publish)) {
            listening.bind(UnixDomainSocketAddress.of(other.resolve("control.sock")));
            failing.start();
            try (SocketChannel client = listening.accept()) {
                assertThat(hello(client).resume()).isNull();
                assertThat(barrierFailures).hasValue(0);
            }
        }
    }

    @Test
    void shouldAskForAnotherGrantWhereTheDaemonTookThisOneBack() throws Exception {
        writeFile(HeaderDescriptor.LAYOUT_VERSION, CREATED);
        tenure(ClientDescriptor.REVOKED);
        refuseWelcome();
        try (SocketChannel client = daemon.accept()) {
            assertThat(hello(client).resume()).isNull();
        }
        assertThat(attachments).isEmpty();
    }

    @Test
    void shouldTakeAnotherGrantFromADaemonToWhichItsThreadIdsDenoteOtherThreads() throws Exception {
        writeFile(HeaderDescriptor.LAYOUT_VERSION, CREATED);
        try (SocketChannel client = daemon.accept()) {
            hello(client);
            send(client, welcome(new Slots(0, 64)));
            until(() -> attachments.size() == 1);
        }
        ThreadSlots first = attachments.get(0).slots();
        assertThat(first.hasOwnIds()).isTrue();
        try (SocketChannel client = daemon.accept()) {
            assertThat(hello(client).resume()).isNotNull();
            send(client, new Welcome(0, 1, CREATED, Slots.NONE, buffer().toString(), false));
            assertThat(client.read(ByteBuffer.allocate(1))).isEqualTo(-1);
        }
        try (SocketChannel client = daemon.accept()) {
            assertThat(hello(client).resume()).isNull();
            assertThat(first.areRevoked()).isTrue();
            assertThat(tenure()).isEqualTo(ClientDescriptor.tenure(1, ClientDescriptor.LEFT));
            tenure(ClientDescriptor.GRANTED);
            send(client, new Welcome(0, 1, CREATED, new Slots(0, 64), buffer().toString(), false));
            until(() -> attachments.size() == 2);
            assertThat(attachments.get(1).slots().hasOwnIds()).isFalse();
        }
    }

    @Test
    void shouldReturnAGrantThoughTheBarrierFailsAtFirst() throws Exception {
        writeFile(HeaderDescriptor.LAYOUT_VERSION, CREATED);
        try (SocketChannel client = daemon.accept()) {
            hello(client);
            send(client, welcome(new Slots(0, 64)));
            until(() -> attachments.size() == 1);
        }
        try (SocketChannel client = daemon.accept()) {
            assertThat(hello(client).resume()).isNotNull();
            crossingFailures.set(1);
            send(client, new Welcome(0, 1, CREATED, Slots.NONE, buffer().toString(), false));
            assertThat(client.read(ByteBuffer.allocate(1))).isEqualTo(-1);
        }
        try (SocketChannel client = daemon.accept()) {
            assertThat(hello(client).resume()).isNull();
            assertThat(crossingFailures).hasValue(0);
            assertThat(tenure()).isEqualTo(ClientDescriptor.tenure(1, ClientDescriptor.LEFT));
        }
    }

    @Test
    void shouldAttachAnewBesideAThreadThatStaysInsideAnEvent() throws Exception {
        writeFile(HeaderDescriptor.LAYOUT_VERSION, CREATED);
        try (SocketChannel client = daemon.accept()) {
            hello(client);
            send(client, welcome(new Slots(0, 64)));
            until(() -> attachments.size() == 1);
        }
        ThreadSlots first = attachments.get(0).slots();
        WriterRing ring = openRing();
        OwnSlot inside = Objects.requireNonNull(first.takeOwn(Thread.currentThread(), 1));
        byte[] payload = new byte[Long.BYTES];
        long claim = beginEvent(inside, ring, payload);
        try (SocketChannel client = daemon.accept()) {
            assertThat(hello(client).resume()).isNotNull();
            send(client, new Welcome(0, 1, CREATED, Slots.NONE, buffer().toString(), false));
            assertThat(client.read(ByteBuffer.allocate(1))).isEqualTo(-1);
        }
        putEpoch(6);
        until(() -> word(0, ClientDescriptor.ACKNOWLEDGED_OFFSET) == ClientDescriptor.acknowledgement(1, 6));
        try (SocketChannel client = daemon.accept()) {
            assertThat(hello(client).resume()).isNull();
            assertThat(tenure()).isEqualTo(ClientDescriptor.tenure(1, ClientDescriptor.ENTERED));
            putEpoch(7);
            send(client, new Welcome(1, 1, CREATED, new Slots(64, 64), buffer().toString(), false));
            until(() -> attachments.size() == 2);
            for (int record = 0; record < 2; record++) {
                assertThat(word(record, ClientDescriptor.ACKNOWLEDGED_OFFSET))
                        .isEqualTo(ClientDescriptor.acknowledgement(1, 7));
            }
            putEpoch(8);
            send(client, new Doorbell());
            until(() -> word(0, ClientDescriptor.ACKNOWLEDGED_OFFSET) == ClientDescriptor.acknowledgement(1, 8));
            assertThat(tenure()).isEqualTo(ClientDescriptor.tenure(1, ClientDescriptor.ENTERED));
            inside.end(ring, claim, payload.length);
            until(() -> tenure() == ClientDescriptor.tenure(1, ClientDescriptor.LEFT));
            assertThat(inside.writeOwn(ring, payload, payload.length)).isEqualTo(OwnSlot.Result.REVOKED);
        }
    }

    @Test
    void shouldKeepItsTypesInAFileThatIsWholeIfTheOneOfAFormerGrantIsCutShort() throws Exception {
        AtomicInteger replaced = new AtomicInteger();
        conductor.register(new Counted(replaced));
        writeFile(HeaderDescriptor.LAYOUT_VERSION, CREATED);
        try (SocketChannel client = daemon.accept()) {
            hello(client);
            send(client, welcome(new Slots(0, 64)));
            until(() -> attachments.size() == 1);
        }
        OwnSlot inside = Objects.requireNonNull(attachments.get(0).slots().takeOwn(Thread.currentThread(), 1));
        beginEvent(inside, openRing(), new byte[Long.BYTES]);
        try (SocketChannel client = daemon.accept()) {
            assertThat(hello(client).resume()).isNotNull();
            send(client, new Welcome(0, 1, CREATED, Slots.NONE, buffer().toString(), false));
            assertThat(client.read(ByteBuffer.allocate(1))).isEqualTo(-1);
        }
        Path former = Files.move(buffer(), dir.resolve("former"));
        writeFile(HeaderDescriptor.LAYOUT_VERSION, CREATED + 1);
        int before;
        try (SocketChannel client = daemon.accept()) {
            assertThat(hello(client).resume()).isNull();
            send(client, new Welcome(0, 1, CREATED + 1, new Slots(0, 64), buffer().toString(), false));
            until(() -> attachments.size() == 2);
            before = replaced.get();
            try (RandomAccessFile file = new RandomAccessFile(former.toFile(), "rw")) {
                file.setLength(GEOMETRY.fileLength() - 1);
            }
        }
        try (SocketChannel client = daemon.accept()) {
            assertThat(hello(client).resume()).isNotNull();
            assertThat(replaced).hasValue(before);
        }
    }

    /** A type that counts how often it has to forget its id. */
    private record Counted(AtomicInteger replaced) implements Registration {
        @Override
        public EventSchema schema() {
            return EventSchema.builder("x", "y").build();
        }

        @Override
        public void onId(Attachment attachment, int id) {}

        @Override
        public void onReplaced() {
            replaced.incrementAndGet();
        }

        @Override
        public void onRefused(String reason) {}
    }

    /** Begins an event, and returns its claim. */
    private static long beginEvent(OwnSlot inside, WriterRing ring, byte[] payload) {
        long claim;
        do {
            // An event long after the last one, or before the first, is not begun in this way.
            inside.writeOwn(ring, payload, payload.length);
            claim = inside.begin(ring, payload.length);
        } while (claim == RingWriter.NONE);
        return claim;
    }

    private static WriterRing openRing() {
        RingGeometry sizes = GEOMETRY.ring();
        MappedRegion region = new MappedRegion(
                ByteBuffer.allocateDirect(sizes.regionLength() + Long.BYTES).alignedSlice(Long.BYTES));
        for (int subbuf = 0; subbuf < sizes.subbufCount(); subbuf++) {
            region.putLong(sizes.slotOffset(subbuf) + RingDescriptor.COMMIT_OFFSET, sizes.units());
        }
        return new WriterRing(0, region, sizes, GEOMETRY.mode());
    }

    @Test
    void shouldLeaveARecordWhereItFailsBeforeThatIsPublished() throws Exception {
        writeFile(HeaderDescriptor.LAYOUT_VERSION, CREATED);
        crossingFailures.set(1);
        try (SocketChannel client = daemon.accept()) {
            assertThat(hello(client).resume()).isNull();
            send(client, welcome(Slots.NONE));
            until(() -> tenure() == ClientDescriptor.tenure(1, ClientDescriptor.LEFT));
        }
        writeFile(HeaderDescriptor.LAYOUT_VERSION, CREATED);
        try (SocketChannel client = daemon.accept()) {
            assertThat(hello(client).resume()).isNull();
            send(client, welcome(Slots.NONE));
            until(() -> attachments.size() == 1);
        }
    }

    @Test
    void shouldNotHoldOnToAGrantWhoseFileItCannotOpen() throws Exception {
        refuseWelcome();
        try (SocketChannel client = daemon.accept()) {
            assertThat(hello(client).resume()).isNull();
        }
    }

    @Test
    void shouldComeBackAfterARefusal() throws Exception {
        for (int i = 0; i < 3; i++) {
            try (SocketChannel client = daemon.accept()) {
                hello(client);
                send(client, new Refused("all records are in use"));
            }
        }
        assertThat(attachments).isEmpty();
    }

    @Test
    void shouldComeBackAfterNonsense() throws Exception {
        byte[][] nonsense = {
            {-1, -1, -1, -1}, {4, 0, 0, 0, 99, 0, 0, 0}, {0, 0, 0, 0}, "HTTP/1.1 400".getBytes(StandardCharsets.UTF_8)
        };
        for (byte[] bytes : nonsense) {
            try (SocketChannel client = daemon.accept()) {
                hello(client);
                client.write(ByteBuffer.wrap(bytes));
                assertThat(client.read(ByteBuffer.allocate(1))).isEqualTo(-1);
            }
        }
        assertThat(attachments).isEmpty();
    }

    @Test
    void shouldNotMapAFileThatIsNotTheOneMeant() throws Exception {
        refuseWelcome();
        writeFile(HeaderDescriptor.LAYOUT_VERSION + 1, CREATED);
        refuseWelcome();
        writeFile(HeaderDescriptor.LAYOUT_VERSION, CREATED + 1);
        refuseWelcome();
        Files.writeString(buffer(), "no buffer");
        refuseWelcome();
        assertThat(attachments).isEmpty();
    }

    @Test
    void shouldNotMapAFileThatWasCutShort() throws Exception {
        writeFile(HeaderDescriptor.LAYOUT_VERSION, CREATED);
        try (RandomAccessFile file = new RandomAccessFile(buffer().toFile(), "rw")) {
            file.setLength(GEOMETRY.fileLength() - 1);
        }
        refuseWelcome();
        assertThat(attachments).isEmpty();
    }

    @Test
    void shouldNotTakeSlotsThatTheFileDoesNotHave() throws Exception {
        writeFile(HeaderDescriptor.LAYOUT_VERSION, CREATED);
        try (SocketChannel client = daemon.accept()) {
            hello(client);
            send(client, welcome(new Slots(64, 65)));
            assertThat(client.read(ByteBuffer.allocate(1))).isEqualTo(-1);
        }
        assertThat(attachments).isEmpty();
    }

    @Test
    void shouldQueueNoMoreThanAFewNamesForADaemonThatIsStopped() throws Exception {
        writeFile(HeaderDescriptor.LAYOUT_VERSION, CREATED);
        try (SocketChannel client = daemon.accept()) {
            hello(client);
            send(client, welcome(new Slots(0, 64)));
            until(() -> attachments.size() == 1);
            ThreadSlots slots = attachments.get(0).slots();
            Thread thread = Thread.currentThread();
            String name = thread.getName();
            assertThat(slots.take(thread, 1)).isEqualTo(16);
            try {
                for (int i = 0; i < 100_000; i++) {
                    thread.setName("renamed-" + i);
                    slots.renew();
                }
                Names names = new Names();
                Thread reader = new Thread(() -> names.read(client));
                reader.start();
                until(() -> {
                    thread.setName(thread.getName().equals(Names.AWAITED) ? "once more" : Names.AWAITED);
                    slots.renew();
                    return names.arrived || !reader.isAlive();
                });
                assertThat(names.arrived).isTrue();
                assertThat(names.count.get()).as("messages that were queued").isLessThan(20_000);
                client.shutdownInput();
                reader.join();
            } finally {
                thread.setName(name);
            }
        }
    }

    /** The names of threads that arrive at a daemon. */
    private static final class Names {
        private static final String AWAITED = "at last";

        private volatile boolean arrived;
        private final AtomicInteger count = new AtomicInteger();

        void read(SocketChannel client) {
            ByteBuffer in = ByteBuffer.allocate(ControlCodec.MAX_FRAME_LENGTH).order(ByteOrder.LITTLE_ENDIAN);
            try {
                while (client.read(in) >= 0) {
                    in.flip();
                    for (int length = frameLength(in); in.remaining() >= length; length = frameLength(in)) {
                        take(ControlCodec.decode(in.slice(in.position(), length).order(ByteOrder.LITTLE_ENDIAN)));
                        in.position(in.position() + length);
                    }
                    in.compact();
                }
            } catch (ClosedChannelException end) {
                // The test has seen enough.
            } catch (IOException | MalformedMessageException e) {
                throw new IllegalStateException(e);
            }
        }

        private static int frameLength(ByteBuffer in) throws MalformedMessageException {
            return in.remaining() < 4 ? Integer.MAX_VALUE : ControlCodec.frameLength(in.getInt(in.position()));
        }

        private void take(ControlMessage message) {
            if (message instanceof ThreadName named) {
                count.incrementAndGet();
                if (named.name().equals(AWAITED)) {
                    arrived = true;
                }
            }
        }
    }

    @Test
    void shouldEndAtOnceWhileTheDaemonIsSilent() throws Exception {
        try (SocketChannel client = daemon.accept()) {
            hello(client);
            long startNs = System.nanoTime();
            conductor.close();
            assertThat(System.nanoTime() - startNs).isLessThan(TimeUnit.SECONDS.toNanos(1));
            assertThat(client.read(ByteBuffer.allocate(1))).isEqualTo(-1);
        }
    }

    private void refuseWelcome() throws Exception {
        try (SocketChannel client = daemon.accept()) {
            hello(client);
            send(client, welcome(Slots.NONE));
            assertThat(client.read(ByteBuffer.allocate(1))).isEqualTo(-1);
        }
    }

    private Path buffer() {
        return dir.resolve("buffer");
    }

    private Welcome welcome(Slots slots) {
        return new Welcome(0, 1, CREATED, slots, buffer().toString());
    }

    private void writeFile(int version, long created) throws Exception {
        ByteBuffer header = ByteBuffer.allocate(HeaderDescriptor.HEADER_LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        header.putLong(HeaderDescriptor.MAGIC_OFFSET, HeaderDescriptor.MAGIC)
                .putInt(HeaderDescriptor.BYTE_ORDER_OFFSET, HeaderDescriptor.BYTE_ORDER_MARK)
                .putInt(HeaderDescriptor.VERSION_OFFSET, version)
                .putInt(HeaderDescriptor.MODE_OFFSET, GEOMETRY.mode().code())
                .putInt(HeaderDescriptor.POSSIBLE_CPUS_OFFSET, GEOMETRY.possibleCpus())
                .putInt(HeaderDescriptor.SUBBUF_SIZE_OFFSET, GEOMETRY.ring().subbufSize())
                .putInt(HeaderDescriptor.SUBBUF_COUNT_OFFSET, GEOMETRY.ring().subbufCount())
                .putInt(HeaderDescriptor.CLIENTS_OFFSET, GEOMETRY.clients())
                .putInt(HeaderDescriptor.THREAD_SLOTS_OFFSET, GEOMETRY.threadSlots())
                .putInt(HeaderDescriptor.EVENTS_OFFSET, GEOMETRY.events())
                .putLong(HeaderDescriptor.CREATED_OFFSET, created);
        try (RandomAccessFile file = new RandomAccessFile(buffer().toFile(), "rw")) {
            file.setLength(GEOMETRY.fileLength());
            file.getChannel().write(header, 0);
        }
        tenure(ClientDescriptor.GRANTED);
    }

    private long tenure() {
        return word(0, ClientDescriptor.TENURE_OFFSET);
    }

    private void putEpoch(long epoch) throws Exception {
        try (RandomAccessFile file = new RandomAccessFile(buffer().toFile(), "rw")) {
            file.seek(HeaderDescriptor.EPOCH_OFFSET);
            file.writeLong(Long.reverseBytes(epoch));
        }
    }

    private long word(int record, int offset) {
        try (RandomAccessFile file = new RandomAccessFile(buffer().toFile(), "r")) {
            file.seek(GEOMETRY.clientOffset(record) + offset);
            return Long.reverseBytes(file.readLong());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void tenure(int state) throws Exception {
        try (RandomAccessFile file = new RandomAccessFile(buffer().toFile(), "rw")) {
            for (int record = 0; record < 2; record++) {
                file.seek(GEOMETRY.clientOffset(record) + ClientDescriptor.TENURE_OFFSET);
                file.writeLong(Long.reverseBytes(ClientDescriptor.tenure(1, state)));
            }
        }
    }

    private static Hello hello(SocketChannel client) throws Exception {
        ByteBuffer in = ByteBuffer.allocate(ControlCodec.MAX_FRAME_LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        while (in.position() < 4 || in.position() < ControlCodec.frameLength(in.getInt(0))) {
            assertThat(client.read(in)).isPositive();
        }
        return (Hello) ControlCodec.decode(in.flip());
    }

    private static void send(SocketChannel client, ControlMessage message) throws Exception {
        ByteBuffer frame = ControlCodec.encode(message);
        while (frame.hasRemaining()) {
            client.write(frame);
        }
    }

    private static void until(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }
}
