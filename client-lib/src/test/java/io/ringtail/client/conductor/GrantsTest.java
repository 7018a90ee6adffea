package io.ringtail.client.conductor;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.client.ring.Attachment;
import io.ringtail.client.ring.OwnSlot;
import io.ringtail.client.ring.RingWriter;
import io.ringtail.client.ring.ThreadSlots;
import io.ringtail.client.ring.WriterRing;
import io.ringtail.proto.control.Doorbell;
import io.ringtail.proto.control.Slots;
import io.ringtail.proto.control.Welcome;
import io.ringtail.proto.event.EventSchema;
import io.ringtail.proto.layout.ClientDescriptor;
import io.ringtail.proto.layout.HeaderDescriptor;
import io.ringtail.proto.layout.RingDescriptor;
import io.ringtail.proto.layout.RingGeometry;
import io.ringtail.proto.memory.MappedRegion;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How a conductor gives a grant back and takes another one. */
@Timeout(60)
class GrantsTest extends HandMadeDaemon {
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
}
