package io.ringtail.daemon.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.proto.control.Goodbye;
import io.ringtail.proto.control.NeedSlots;
import io.ringtail.proto.control.Slots;
import io.ringtail.proto.control.Welcome;
import io.ringtail.proto.layout.ClientDescriptor;
import io.ringtail.proto.layout.ThreadSlotDescriptor;
import org.junit.jupiter.api.Test;

/** Grants that clients leave, or never enter, while their processes live. */
class GrantEndTest extends HandDrivenConductor {
    @Test
    void shouldFreeAtOnceWhatAClientThatSaysGoodbyeHeld() {
        FakeProxy leaving = attach(100, null);
        tenure(0, 1, ClientDescriptor.LEFT);
        send(leaving, new Goodbye());
        assertThat(leaving.closed).isTrue();
        assertThat(state(0)).isEqualTo(ClientDescriptor.FREE);
        assertThat(file.metadata().getInt(slot(0) + ThreadSlotDescriptor.OWNER_OFFSET))
                .isZero();
        conductor.clientListener().onClosed(leaving);
        Welcome next = welcome(attach(100, token(leaving)));
        assertThat(next.generation()).isEqualTo(2);
        assertThat(next.slots()).isEqualTo(new Slots(0, 64));
    }

    @Test
    void shouldTakeAGoodbyeFromAClientThatCouldNotOpenTheFile() {
        FakeProxy leaving = attach(100, null);
        tenure(0, 1, ClientDescriptor.GRANTED);
        send(leaving, new Goodbye());
        assertThat(state(0)).isEqualTo(ClientDescriptor.FREE);
    }

    @Test
    void shouldKeepWhatAClientThatLeftStillOwes() {
        FakeProxy leaving = attach(100, null);
        left.set(3);
        send(leaving, new Goodbye());
        assertThat(state(0)).isEqualTo(ClientDescriptor.IN_USE);
        assertThat(welcome(attach(100, token(leaving))).client()).isEqualTo(1);
        left.clear();
        pass(1000);
        assertThat(state(0)).isEqualTo(ClientDescriptor.FREE);
        assertThat(state(1)).isEqualTo(ClientDescriptor.IN_USE);
    }

    @Test
    void shouldNotWaitForAClientThatHasLeftWhenACpuComes() {
        FakeProxy leaving = attach(100, null);
        left.set(3);
        pass(0);
        assertThat(online()).isZero();
        send(leaving, new Goodbye());
        pass(20);
        assertThat(online()).isEqualTo(0b11);
    }

    @Test
    void shouldFreeWhatAClientLeftWhileNoDaemonWasThere() throws Exception {
        attach(100, null);
        tenure(0, 1, ClientDescriptor.LEFT);
        restart();
        pass(1000);
        assertThat(state(0)).isEqualTo(ClientDescriptor.FREE);
        assertThat(welcome(attach(200, null)).slots()).isEqualTo(new Slots(0, 64));
    }

    @Test
    void shouldRevokeAGrantThatItsClientDidNotEnterBeforeItsConnectionEnded() {
        FakeProxy interrupted = attach(100, null);
        tenure(0, 1, ClientDescriptor.GRANTED);
        pass(1000);
        assertThat(state(0)).isEqualTo(ClientDescriptor.IN_USE);
        conductor.clientListener().onClosed(interrupted);
        pass(0);
        assertThat(state(0)).isEqualTo(ClientDescriptor.FREE);
        int tenure = TestDaemon.GEOMETRY.clientOffset(0) + ClientDescriptor.TENURE_OFFSET;
        assertThat(file.metadata().getLong(tenure)).isEqualTo(ClientDescriptor.tenure(1, ClientDescriptor.REVOKED));
        assertThat(welcome(attach(100, token(interrupted))).generation()).isEqualTo(2);
    }

    @Test
    void shouldFreeARecordThatGotNoSlots() {
        FakeProxy greedy = attach(100, null);
        for (int i = 0; i < 10; i++) {
            send(greedy, new NeedSlots());
        }
        FakeProxy second = attach(200, null);
        for (int i = 0; i < 10; i++) {
            send(second, new NeedSlots());
        }
        attach(300, null);
        FakeProxy without = attach(400, null);
        assertThat(welcome(without).slots()).isEqualTo(Slots.NONE);
        startTimes.remove(400);
        conductor.clientListener().onClosed(without);
        pass(20);
        assertThat(state(3)).isEqualTo(ClientDescriptor.FREE);
    }
}
