package io.ringtail.client.conductor;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.client.barrier.ProcessBarrier;
import io.ringtail.daemon.buffer.BufferFile;
import io.ringtail.daemon.hotplug.Announcements;
import io.ringtail.daemon.hotplug.ControlRing;
import io.ringtail.proto.control.Slots;
import io.ringtail.proto.control.Wanted;
import io.ringtail.proto.control.Welcome;
import io.ringtail.proto.layout.BufferMode;
import io.ringtail.proto.layout.ClientDescriptor;
import io.ringtail.proto.layout.ControlRingDescriptor;
import io.ringtail.proto.layout.CpuDescriptor;
import io.ringtail.proto.layout.Geometry;
import io.ringtail.proto.layout.HeaderDescriptor;
import io.ringtail.proto.layout.RingGeometry;
import io.ringtail.proto.memory.MappedRegion;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.stream.IntStream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mockito.Mockito;

/** A client that follows the control ring of a real file, written by the daemon's own transmitter. */
@Timeout(60)
class ControlRingClientTest {
    private static final int CPUS = 40;
    private static final int GENERATION = 3;
    /** More notices than the ring holds. */
    private static final int LAP = ControlRingDescriptor.CAPACITY / 128;

    private static final Geometry GEOMETRY =
            new Geometry(BufferMode.OVERWRITE, CPUS, new RingGeometry(4096, 4), 4, 128, 64);

    @TempDir
    Path dir;

    private final Announcements doorbells = Mockito.mock(Announcements.class);
    private final ProcessBarrier barrier = Mockito.mock(ProcessBarrier.class);
    private BufferFile file;
    private ControlRing announcements;
    private AttachedFile client;
    private MappedRegion seen;
    private PreparedCpus prepared;
    private BitSet mapped;
    private long epoch;

    @BeforeEach
    void attach() throws Exception {
        file = BufferFile.open(dir.resolve("buffer"), GEOMETRY);
        announcements = new ControlRing(file, doorbells);
        prepare(0, 1);
        Welcome welcome = new Welcome(
                0, GENERATION, file.created(), Slots.NONE, file.path().toString());
        file.metadata()
                .putLong(
                        GEOMETRY.clientOffset(0) + ClientDescriptor.TENURE_OFFSET,
                        ClientDescriptor.tenure(GENERATION, ClientDescriptor.GRANTED));
        client = AttachedFile.open(welcome, dir.resolve("control.sock"), new Signals(() -> {}));
        client.catchUp(barrier);
        seen = client.attachment().metadata();
        mapped = new BitSet();
        prepared = new PreparedCpus(seen, GEOMETRY, cpu -> {
            mapped.set(cpu);
            return true;
        });
        assertThat(prepared.mapAll()).isEqualTo(1);
        mapped.clear();
    }

    @AfterEach
    void close() {
        client.close();
        file.close();
    }

    /** Prepares CPUs as the handshake does: the descriptors, the epoch, the message. */
    private void prepare(int... cpus) throws Exception {
        prepareSilently(cpus);
        announcements.prepared(set(cpus), epoch);
    }

    private void prepareSilently(int... cpus) throws Exception {
        for (int cpu : cpus) {
            file.prepare(cpu);
        }
        epoch++;
        file.metadata().putLongRelease(HeaderDescriptor.EPOCH_OFFSET, epoch);
    }

    private static BitSet set(int... cpus) {
        BitSet set = new BitSet();
        IntStream.of(cpus).forEach(set::set);
        return set;
    }

    private BitSet rings() {
        BitSet rings = new BitSet();
        IntStream.range(0, CPUS)
                .filter(cpu -> client.attachment().rings().get(cpu) != null)
                .forEach(rings::set);
        return rings;
    }

    private long acknowledged() {
        return file.metadata().getLongVolatile(GEOMETRY.clientOffset(0) + ClientDescriptor.ACKNOWLEDGED_OFFSET);
    }

    private long refused() {
        return file.metadata().getLongVolatile(GEOMETRY.clientOffset(0) + ClientDescriptor.REFUSED_MASK_OFFSET);
    }

    @Test
    void shouldMapWhatIsNamedAndAcknowledgeItsEpoch() throws Exception {
        prepare(2, 39);
        prepare(5);
        client.onDoorbell(barrier);
        assertThat(rings()).isEqualTo(set(0, 1, 2, 5, 39));
        assertThat(acknowledged()).isEqualTo(ClientDescriptor.acknowledgement(GENERATION, 3));
        assertThat(prepared.mapNamed()).isEqualTo(3);
        assertThat(mapped).isEqualTo(set(2, 5, 39));
        assertThat(prepared.scans()).isOne();
    }

    @Test
    void shouldHaveMappedEveryCpuAfterItWasStoppedAndLapped() throws Exception {
        for (int i = 0; i < LAP; i++) {
            prepare(2 + i % (CPUS - 2));
        }
        client.onDoorbell(barrier);
        assertThat(rings().cardinality()).isEqualTo(CPUS);
        assertThat(acknowledged()).isEqualTo(ClientDescriptor.acknowledgement(GENERATION, 1 + LAP));
        assertThat(prepared.mapNamed()).isEqualTo(1 + LAP);
        assertThat(prepared.scans()).isEqualTo(2);
        mapped.clear();
        prepare(7);
        assertThat(prepared.mapNamed()).isEqualTo(2 + LAP);
        assertThat(mapped).isEqualTo(set(7));
    }

    @Test
    void shouldLookAtAllDescriptorsWhenAnEpochHasNoMessage() throws Exception {
        prepareSilently(2);
        prepare(3);
        client.onDoorbell(barrier);
        assertThat(rings()).isEqualTo(set(0, 1, 2, 3));
        prepareSilently(4);
        client.onDoorbell(barrier);
        assertThat(rings()).isEqualTo(set(0, 1, 2, 3, 4));
        assertThat(acknowledged()).isEqualTo(ClientDescriptor.acknowledgement(GENERATION, 4));
    }

    @Test
    void shouldNotBelieveAMessageThatNamesACpuWithoutARegion() throws Exception {
        announcements.prepared(set(9, 1023), 2);
        prepareSilently(2);
        client.onDoorbell(barrier);
        assertThat(rings()).isEqualTo(set(0, 1, 2));
        assertThat(acknowledged()).isEqualTo(ClientDescriptor.acknowledgement(GENERATION, 2));
    }

    @Test
    void shouldGoOnWithTheMessagesOfTheNextDaemon() throws Exception {
        prepare(2);
        announcements = new ControlRing(file, doorbells);
        prepare(3);
        assertThat(prepared.mapNamed()).isEqualTo(3);
        assertThat(mapped).isEqualTo(set(2, 3));
        assertThat(prepared.scans()).isOne();
    }

    @Test
    void shouldLookAtAllDescriptorsWhenADaemonDiedInATransmission() throws Exception {
        prepare(2);
        UnsafeBuffer ring =
                new UnsafeBuffer(file.metadata(), GEOMETRY.controlRingOffset(), GEOMETRY.controlRingLength());
        ring.putLong(ControlRingDescriptor.TAIL_INTENT_OFFSET, ring.getLong(ControlRingDescriptor.TAIL_OFFSET) + 4096);
        announcements = new ControlRing(file, doorbells);
        prepare(3);
        assertThat(prepared.mapNamed()).isEqualTo(3);
        assertThat(mapped).isEqualTo(set(0, 1, 2, 3));
        assertThat(prepared.scans()).isEqualTo(2);
    }

    @Test
    void shouldMapAnOnlineCpuWhoseRingAWriterMissed() throws Exception {
        prepareSilently(2);
        file.metadata().putLong(HeaderDescriptor.onlineWordOffset(2), HeaderDescriptor.maskBit(2));
        ControlConnection connection = Mockito.mock(ControlConnection.class);
        Mockito.when(connection.hasRoom()).thenReturn(true);
        SignalService service = new SignalService(client, barrier);
        assertThat(client.attachment().ringFor(2)).isNull();
        service.doWork(connection, 0);
        assertThat(rings()).isEqualTo(set(0, 1, 2));
        assertThat(client.attachment().ringFor(2)).isNotNull();
        Mockito.verify(connection, Mockito.never()).send(Mockito.any());
        assertThat(client.attachment().ringFor(3)).isNotNull();
        service.doWork(connection, 0);
        Mockito.verify(connection).send(new Wanted(3));
    }

    @Test
    void shouldTakeARefusalBackWhenTheCpuCanBeMapped() throws Exception {
        int length = GEOMETRY.cpuOffset(2) + CpuDescriptor.REGION_LENGTH_OFFSET;
        prepareSilently(2);
        long right = file.metadata().getLong(length);
        file.metadata().putLong(length, 1);
        announcements.prepared(set(2), epoch);
        client.onDoorbell(barrier);
        assertThat(refused()).isEqualTo(0b100);
        assertThat(rings()).isEqualTo(set(0, 1));
        file.metadata().putLong(length, right);
        client.onDoorbell(barrier);
        assertThat(refused()).isZero();
        assertThat(rings()).isEqualTo(set(0, 1, 2));
    }
}
