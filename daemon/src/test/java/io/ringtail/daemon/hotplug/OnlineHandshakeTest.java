package io.ringtail.daemon.hotplug;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
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

/** The handshake's order and its failures, with the file, the clients and the barrier played by the test. */
class OnlineHandshakeTest {
    private final BufferFile file = mock(BufferFile.class);
    private final AttachedClients clients = mock(AttachedClients.class);
    private final Announcements announcements = mock(Announcements.class);
    private final ProcessBarrier barrier = mock(ProcessBarrier.class);
    private final UnsafeBuffer header = new UnsafeBuffer(ByteBuffer.allocateDirect(HeaderDescriptor.HEADER_LENGTH));
    private OnlineHandshake handshake = handshake();

    private OnlineHandshake handshake() {
        when(file.geometry()).thenReturn(new Geometry(BufferMode.OVERWRITE, 100, new RingGeometry(4096, 4), 1, 64, 40));
        when(file.metadata()).thenReturn(header);
        return new OnlineHandshake(file, clients, announcements, barrier);
    }

    @BeforeEach
    void cooperate() {
        when(clients.unanswered(anyLong(), any())).thenReturn(new BitSet());
        when(barrier.acrossRegistered()).thenReturn(true);
    }

    @Test
    void shouldPrepareAllThenAskThenWaitThenFencePublish() throws Exception {
        handshake.want(3);
        handshake.want(70);
        assertThat(work(0)).isPositive();
        assertThat(work(0)).isPositive();
        InOrder order = inOrder(file, clients, announcements, barrier);
        order.verify(file).prepare(3);
        order.verify(file).prepare(70);
        order.verify(announcements).prepared(any(), eq(1L));
        order.verify(clients).unanswered(1, set(3, 70));
        order.verify(barrier).acrossRegistered();
        order.verify(announcements).online(set(3, 70), 1);
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
        work(0);
        assertThat(handshake.online().isEmpty()).isTrue();
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
        verify(clients).unanswered(42, set(0));
        assertThat(header.getLong(HeaderDescriptor.EPOCH_OFFSET)).isEqualTo(42);
    }

    @Test
    void shouldNotPublishACpuThatHasGoneInTheMeantime() {
        handshake.want(1);
        handshake.want(2);
        work(0);
        handshake.offline(1);
        work(0);
        assertThat(handshake.online()).isEqualTo(set(2));
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

    private int work(long milliseconds) {
        return handshake.doWork(TimeUnit.MILLISECONDS.toNanos(milliseconds));
    }

    private static BitSet set(int... cpus) {
        BitSet set = new BitSet();
        for (int cpu : cpus) {
            set.set(cpu);
        }
        return set;
    }
}
