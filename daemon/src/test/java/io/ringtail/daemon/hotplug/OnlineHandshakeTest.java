package io.ringtail.daemon.hotplug;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.ringtail.client.barrier.ProcessBarrier;
import io.ringtail.daemon.buffer.BufferFile;
import io.ringtail.daemon.buffer.NoSpaceException;
import io.ringtail.daemon.buffer.ReaderRing;
import io.ringtail.proto.layout.BufferMode;
import io.ringtail.proto.layout.Geometry;
import io.ringtail.proto.layout.HeaderDescriptor;
import io.ringtail.proto.layout.RingGeometry;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mockito.InOrder;

/** The handshake's order and its failures, with the file, the clients and the barrier simulated by the test. */
class OnlineHandshakeTest {
    private final BufferFile file = mock(BufferFile.class);
    private final AttachedClients clients = mock(AttachedClients.class);
    private final Announcements announcements = mock(Announcements.class);
    private final ProcessBarrier barrier = mock(ProcessBarrier.class);
    private final UnsafeBuffer header = new UnsafeBuffer(ByteBuffer.allocateDirect(HeaderDescriptor.HEADER_LENGTH));
    private long nowNs;
    private OnlineHandshake handshake = handshake();

    private OnlineHandshake handshake() {
        when(file.geometry()).thenReturn(new Geometry(BufferMode.OVERWRITE, 100, new RingGeometry(4096, 4), 1, 64, 40));
        when(file.metadata()).thenReturn(header);
        return new OnlineHandshake(file, clients, announcements, barrier, () -> nowNs);
    }

    @BeforeEach
    void cooperate() {
        when(clients.unanswered(anyLong())).thenReturn(new BitSet());
        when(clients.mappedAhead()).thenReturn(new BitSet());
        when(clients.refusing(anyInt())).thenReturn(-1);
        when(clients.describe(anyInt())).thenAnswer(call -> new WaitedClient(call.getArgument(0), 77, "app"));
        when(barrier.isRegistered()).thenReturn(true);
        when(barrier.acrossRegistered()).thenReturn(true);
    }

    @Test
    void shouldPrepareAllThenAskThenWaitThenFencePublish() throws Exception {
        handshake.want(3);
        handshake.want(70);
        assertThat(work(0)).isPositive();
        InOrder order = inOrder(file, clients, announcements, barrier);
        order.verify(file).prepare(3);
        order.verify(file).prepare(70);
        order.verify(announcements).prepared(any(), eq(1L));
        order.verify(clients).unanswered(1);
        order.verify(barrier).acrossRegistered();
        order.verify(announcements).online(set(3, 70), 1);
        order.verify(announcements).wake();
        assertThat(handshake.online()).isEqualTo(set(3, 70));
        assertThat(header.getLong(HeaderDescriptor.ONLINE_MASK_OFFSET + 8)).isEqualTo(1L << 6);
        assertThat(work(0)).isZero();
    }

    @Test
    void shouldPublishNothingBeforeTheBarrierHasBeenExecuted() {
        when(barrier.acrossRegistered()).thenReturn(false, false, true);
        handshake.want(1);
        work(0);
        work(0);
        assertThat(handshake.online().isEmpty()).isTrue();
        assertThat(state(1)).isEqualTo(CpuState.SYNCHRONISED);
        work(0);
        assertThat(handshake.online()).isEqualTo(set(1));
    }

    @Test
    void shouldLeaveOnlyTheCpuOfflineThatHasNoSpace() throws Exception {
        doThrow(new NoSpaceException("full")).when(file).prepare(1);
        handshake.want(1);
        handshake.want(2);
        work(0);
        work(0);
        assertThat(handshake.online()).isEqualTo(set(2));
        handshake.want(1);
        work(1);
        verify(file, times(1)).prepare(1);
        handshake.want(1);
        work(5001);
        verify(file, times(2)).prepare(1);
        assertThat(handshake.online()).isEqualTo(set(2));
    }

    @Test
    void shouldNotAnnounceAnythingWhenNoCpuCouldBePrepared() throws Exception {
        doThrow(new NoSpaceException("full")).when(file).prepare(1);
        handshake.want(1);
        work(0);
        work(0);
        verify(announcements, never()).prepared(any(), anyLong());
        assertThat(header.getLong(HeaderDescriptor.EPOCH_OFFSET)).isZero();
    }

    @Test
    void shouldGoOnFromTheFilesEpoch() {
        header.putLong(HeaderDescriptor.EPOCH_OFFSET, 41);
        handshake = handshake();
        handshake.want(0);
        work(0);
        work(0);
        verify(clients).unanswered(42);
        assertThat(header.getLong(HeaderDescriptor.EPOCH_OFFSET)).isEqualTo(42);
    }

    @Test
    void shouldNotPublishACpuThatHasGoneInTheMeantime() {
        answers(1, 0);
        handshake.want(1);
        handshake.want(2);
        work(0);
        handshake.offline(1);
        answers(1);
        work(0);
        assertThat(handshake.online()).isEqualTo(set(2));
        assertThat(state(1)).isEqualTo(CpuState.OFFLINE);
    }

    @Test
    void shouldAnnounceACpuThatWasOnlineWhenItGoes() {
        handshake.offline(2);
        verify(announcements, never()).offline(2);
        handshake.want(2);
        work(0);
        work(0);
        handshake.offline(2);
        verify(announcements).offline(2);
        assertThat(handshake.online().isEmpty()).isTrue();
    }

    @Test
    void shouldIgnoreCpusThatCannotBe() {
        handshake.want(100);
        handshake.want(-1);
        assertThat(work(0)).isZero();
    }

    @Test
    void shouldGoThroughItsStatesInOrder() {
        answers(1, 0);
        assertThat(state(1)).isEqualTo(CpuState.ABSENT);
        handshake.want(1);
        assertThat(state(1)).isEqualTo(CpuState.PREPARING);
        work(0);
        assertThat(state(1)).isEqualTo(CpuState.ANNOUNCED);
        answers(1);
        when(barrier.acrossRegistered()).thenReturn(false, true);
        work(3);
        assertThat(state(1)).isEqualTo(CpuState.SYNCHRONISED);
        work(5);
        assertThat(handshake.status(1))
                .isEqualTo(new CpuStatus(CpuState.ONLINE, 1, 5_000_000, new WaitedClient(0, 77, "app"), 0, ""));
        handshake.offline(1);
        assertThat(state(1)).isEqualTo(CpuState.OFFLINE);
        handshake.want(1);
        work(6);
        assertThat(state(1)).isEqualTo(CpuState.ONLINE);
        assertThat(handshake.status(1).epoch()).isEqualTo(2);
        assertThat(handshake.counts()).isEqualTo(new HandshakeCounts(2, 0, 0, 0, 0));
    }

    @Test
    void shouldNotWaitForClientsThatHaveMappedAhead() {
        answers(1, 0, 4);
        when(clients.mappedAhead()).thenReturn(set(0, 4));
        handshake.want(1);
        work(0);
        assertThat(handshake.online()).isEqualTo(set(1));
        assertThat(handshake.status(1).waitedFor()).isNull();
        verify(barrier).acrossRegistered();
    }

    @Test
    void shouldWaitForTheOthersBesideClientsThatHaveMappedAhead() {
        answers(1, 0, 4);
        when(clients.mappedAhead()).thenReturn(set(0));
        handshake.want(1);
        work(0);
        assertThat(state(1)).isEqualTo(CpuState.ANNOUNCED);
        assertThat(handshake.status(1).waitedFor()).isEqualTo(new WaitedClient(4, 77, "app"));
    }

    @Test
    void shouldWaitForClientsThatHaveMappedAheadWhereTheDaemonsBarrierDoesNotReachThem() {
        when(barrier.isRegistered()).thenReturn(false);
        answers(1, 4);
        when(clients.mappedAhead()).thenReturn(set(4));
        handshake.want(1);
        work(0);
        assertThat(state(1)).isEqualTo(CpuState.ANNOUNCED);
    }

    @Test
    void shouldPassOverRegisteredClientsAtTheTimeLimit() {
        when(clients.areRegistered(any())).thenReturn(true);
        answers(1, 0, 4);
        handshake.want(1);
        work(0);
        work(999);
        assertThat(state(1)).isEqualTo(CpuState.ANNOUNCED);
        work(1000);
        assertThat(handshake.online()).isEqualTo(set(1));
        assertThat(handshake.counts()).isEqualTo(new HandshakeCounts(1, 1, 0, 0, 0));
        verify(barrier).acrossRegistered();
    }

    @Test
    void shouldWaitOnForAClientWithoutMembarrier() {
        answers(1, 4);
        handshake.want(1);
        work(0);
        work(1000);
        work(100_000);
        assertThat(state(1)).isEqualTo(CpuState.ANNOUNCED);
        assertThat(handshake.status(1).waitedFor()).isEqualTo(new WaitedClient(4, 77, "app"));
        assertThat(handshake.counts()).isEqualTo(new HandshakeCounts(0, 0, 1, 0, 0));
        answers(1);
        work(100_001);
        assertThat(handshake.online()).isEqualTo(set(1));
    }

    @Test
    void shouldWaitOnWhereTheDaemonHasNoMembarrierItself() {
        when(barrier.isRegistered()).thenReturn(false);
        when(clients.areRegistered(any())).thenReturn(true);
        answers(1, 0);
        handshake.want(1);
        work(0);
        work(5000);
        assertThat(handshake.online().isEmpty()).isTrue();
    }

    @Test
    void shouldNotHoldUpOneRoundByAnother() {
        answers(1, 0);
        handshake.want(1);
        work(0);
        handshake.want(2);
        work(1);
        assertThat(state(1)).isEqualTo(CpuState.ANNOUNCED);
        assertThat(handshake.online()).isEqualTo(set(2));
        assertThat(handshake.status(2).epoch()).isEqualTo(2);
        answers(1);
        work(2);
        assertThat(handshake.online()).isEqualTo(set(1, 2));
    }

    @Test
    void shouldHoldOnlyTheCpuThatAClientCannotMapAndTryItAgain() {
        when(clients.refusing(1)).thenReturn(3);
        handshake.want(1);
        handshake.want(2);
        work(0);
        assertThat(handshake.online()).isEqualTo(set(2));
        assertThat(state(1)).isEqualTo(CpuState.FAILED);
        assertThat(handshake.status(1).failure()).isEqualTo("client 3 (pid 77, app) cannot map its ring");
        assertThat(handshake.counts()).isEqualTo(new HandshakeCounts(1, 0, 0, 1, 1));
        assertThat(handshake.leftNs(0)).isEqualTo(TimeUnit.SECONDS.toNanos(5));
        when(clients.refusing(1)).thenReturn(-1);
        work(4999);
        assertThat(state(1)).isEqualTo(CpuState.FAILED);
        work(5000);
        assertThat(handshake.online()).isEqualTo(set(1, 2));
        assertThat(handshake.status(1).epoch()).isEqualTo(2);
        assertThat(handshake.status(1).failure()).isEmpty();
        verify(announcements).prepared(any(), eq(2L));
    }

    @Test
    void shouldNotTryACpuAgainThatHasGone() {
        when(clients.refusing(1)).thenReturn(3);
        handshake.want(1);
        work(0);
        handshake.offline(1);
        work(60_000);
        assertThat(state(1)).isEqualTo(CpuState.OFFLINE);
        assertThat(handshake.leftNs(0)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void shouldBeAbsentAgainWithoutARing() throws Exception {
        doThrow(new NoSpaceException("full")).when(file).prepare(1);
        handshake.want(1);
        work(0);
        assertThat(state(1)).isEqualTo(CpuState.FAILED);
        handshake.offline(1);
        assertThat(state(1)).isEqualTo(CpuState.ABSENT);
    }

    @Test
    void shouldLookForAnswersSoonAndThenEverLessOften() {
        answers(1, 0);
        handshake.want(1);
        work(0);
        assertThat(handshake.leftNs(0)).isEqualTo(200_000);
        assertThat(handshake.leftNs(8_000_000)).isEqualTo(1_000_000);
        assertThat(handshake.leftNs(60_000_000_000L)).isEqualTo(50_000_000);
    }

    @Test
    void shouldTakeOverOnlyBitsOfCpusThatHaveARing() {
        header.putLong(HeaderDescriptor.ONLINE_MASK_OFFSET, 0b110);
        header.putLong(HeaderDescriptor.ONLINE_MASK_OFFSET + 120, -1);
        when(file.ring(1)).thenReturn(mock(ReaderRing.class));
        when(file.ring(3)).thenReturn(mock(ReaderRing.class));
        handshake = handshake();
        assertThat(handshake.online()).isEqualTo(set(1));
        assertThat(header.getLong(HeaderDescriptor.ONLINE_MASK_OFFSET)).isEqualTo(0b010);
        assertThat(header.getLong(HeaderDescriptor.ONLINE_MASK_OFFSET + 120)).isZero();
        assertThat(state(1)).isEqualTo(CpuState.ONLINE);
        assertThat(state(2)).isEqualTo(CpuState.ABSENT);
        assertThat(state(3)).isEqualTo(CpuState.OFFLINE);
    }

    private CpuState state(int cpu) {
        return handshake.status(cpu).state();
    }

    private void answers(long epoch, int... missing) {
        when(clients.unanswered(epoch)).thenReturn(set(missing));
    }

    private int work(long milliseconds) {
        nowNs = TimeUnit.MILLISECONDS.toNanos(milliseconds);
        return handshake.doWork(nowNs);
    }

    private static BitSet set(int... cpus) {
        BitSet set = new BitSet();
        for (int cpu : cpus) {
            set.set(cpu);
        }
        return set;
    }
}
