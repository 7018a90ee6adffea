package io.ringtail.client.conductor;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.client.barrier.ProcessBarrier;
import io.ringtail.client.ring.Attachment;
import io.ringtail.proto.control.ControlCodec;
import io.ringtail.proto.control.ControlMessage;
import io.ringtail.proto.control.Hello;
import io.ringtail.proto.control.Slots;
import io.ringtail.proto.control.Welcome;
import io.ringtail.proto.layout.BufferMode;
import io.ringtail.proto.layout.ClientDescriptor;
import io.ringtail.proto.layout.Geometry;
import io.ringtail.proto.layout.HeaderDescriptor;
import io.ringtail.proto.layout.RingGeometry;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A conductor, and a bare socket and a file of a daemon, which the test plays. */
abstract class HandMadeDaemon {
    static final Geometry GEOMETRY = new Geometry(BufferMode.OVERWRITE, 2, new RingGeometry(4096, 4), 4, 128, 64);
    static final long CREATED = 77;

    @TempDir
    Path dir;

    final List<Attachment> attachments = new CopyOnWriteArrayList<>();
    final AtomicInteger barrierFailures = new AtomicInteger();
    final AtomicInteger crossingFailures = new AtomicInteger();
    final AtomicInteger publishFailures = new AtomicInteger();
    ServerSocketChannel daemon;
    ClientConductor conductor;

    @BeforeEach
    void start() throws Exception {
        daemon = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        daemon.bind(UnixDomainSocketAddress.of(dir.resolve("control.sock")));
        conductor = new ClientConductor(dir, this::barrier, this::publish);
        conductor.start();
    }

    ProcessBarrier barrier() {
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

    void publish(Attachment attachment) {
        failAsAskedTo(publishFailures);
        attachments.add(attachment);
    }

    static void failAsAskedTo(AtomicInteger failures) {
        if (failures.get() > 0 && failures.getAndDecrement() > 0) {
            throw new OutOfMemoryError("as the test asked for");
        }
    }

    @AfterEach
    void stop() throws Exception {
        conductor.close();
        daemon.close();
    }

    void refuseWelcome() throws Exception {
        try (SocketChannel client = daemon.accept()) {
            hello(client);
            send(client, welcome(Slots.NONE));
            assertThat(client.read(ByteBuffer.allocate(1))).isEqualTo(-1);
        }
    }

    Path buffer() {
        return dir.resolve("buffer");
    }

    Welcome welcome(Slots slots) {
        return new Welcome(0, 1, CREATED, slots, buffer().toString());
    }

    void writeFile(int version, long created) throws Exception {
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

    long tenure() {
        return word(0, ClientDescriptor.TENURE_OFFSET);
    }

    void putEpoch(long epoch) throws Exception {
        try (RandomAccessFile file = new RandomAccessFile(buffer().toFile(), "rw")) {
            file.seek(HeaderDescriptor.EPOCH_OFFSET);
            file.writeLong(Long.reverseBytes(epoch));
        }
    }

    long word(int record, int offset) {
        try (RandomAccessFile file = new RandomAccessFile(buffer().toFile(), "r")) {
            file.seek(GEOMETRY.clientOffset(record) + offset);
            return Long.reverseBytes(file.readLong());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void tenure(int state) throws Exception {
        try (RandomAccessFile file = new RandomAccessFile(buffer().toFile(), "rw")) {
            for (int record = 0; record < 2; record++) {
                file.seek(GEOMETRY.clientOffset(record) + ClientDescriptor.TENURE_OFFSET);
                file.writeLong(Long.reverseBytes(ClientDescriptor.tenure(1, state)));
            }
        }
    }

    static Hello hello(SocketChannel client) throws Exception {
        ByteBuffer in = ByteBuffer.allocate(ControlCodec.MAX_FRAME_LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        while (in.position() < 4 || in.position() < ControlCodec.frameLength(in.getInt(0))) {
            assertThat(client.read(in)).isPositive();
        }
        return (Hello) ControlCodec.decode(in.flip());
    }

    static void send(SocketChannel client, ControlMessage message) throws Exception {
        ByteBuffer frame = ControlCodec.encode(message);
        while (frame.hasRemaining()) {
            client.write(frame);
        }
    }

    static void until(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }
}
