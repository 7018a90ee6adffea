package io.ringtail.daemon.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.daemon.hotplug.WaitedClient;
import io.ringtail.proto.control.Doorbell;
import io.ringtail.proto.control.Hello;
import io.ringtail.proto.control.Wanted;
import io.ringtail.proto.layout.ClientDescriptor;
import io.ringtail.proto.layout.HeaderDescriptor;
import org.junit.jupiter.api.Test;

/** Clients' answers when CPUs come online. */
class ClientAnswersTest extends HandDrivenConductor {
    @Test
    void shouldWaitForAClientToAcknowledgeThenPublish() {
        FakeProxy proxy = attach(100, null);
        pass(0);
        long epoch = epoch();
        assertThat(proxy.sent).last().isEqualTo(new Doorbell());
        pass(900);
        assertThat(online()).isZero();
        acknowledge(0, 1, epoch);
        pass(0);
        assertThat(online()).isEqualTo(0b11);
    }

    @Test
    void shouldPassOverARegisteredClientWhenTheTimeLimitHasPassed() {
        FakeProxy proxy = attach(100, null, Hello.MEMBARRIER);
        pass(0);
        acknowledge(0, 7, epoch());
        pass(999);
        assertThat(online()).isZero();
        pass(1);
        assertThat(online()).isEqualTo(0b11);
        assertThat(proxy.closed).isFalse();
    }

    @Test
    void shouldWaitForAClientWithoutMembarrierWhateverTheFileSays() {
        attach(100, null, Hello.MEMBARRIER);
        attach(200, null);
        int record = TestDaemon.GEOMETRY.clientOffset(1);
        file.metadata().putInt(record + ClientDescriptor.BARRIER_OFFSET, Hello.MEMBARRIER);
        pass(60_000);
        assertThat(online()).isZero();
        acknowledge(1, 1, epoch());
        pass(0);
        assertThat(online()).isEqualTo(0b11);
        assertThat(conductor.handshakes().held()).isEqualTo(1);
        assertThat(conductor.cpu(0).waitedFor()).isEqualTo(new WaitedClient(0, 100, "test"));
    }

    @Test
    void shouldKnowAfterARestartWhoHasMembarrier() throws Exception {
        attach(100, null, Hello.MEMBARRIER);
        restart();
        pass(1000);
        assertThat(online()).isZero();
        pass(1000);
        assertThat(online()).isEqualTo(0b11);
    }

    @Test
    void shouldNotWaitForAClientThatIsProvenDead() {
        FakeProxy proxy = attach(100, null);
        pass(0);
        conductor.clientListener().onClosed(proxy);
        pass(1);
        startTimes.remove(100);
        assertThat(online()).isZero();
        pass(20);
        assertThat(settled).containsExactly(0);
        pass(0);
        assertThat(online()).isEqualTo(0b11);
    }

    @Test
    void shouldNotWaitForADeadClientThatCannotBeSettledYet() {
        FakeProxy proxy = attach(100, null);
        pass(0);
        repairs = false;
        startTimes.remove(100);
        conductor.clientListener().onClosed(proxy);
        pass(20);
        pass(0);
        assertThat(online()).isEqualTo(0b11);
        assertThat(welcome(attach(200, null)).client()).isEqualTo(1);
    }

    @Test
    void shouldKeepOnlyTheCpuOfflineThatAClientCannotMap() {
        attach(100, null);
        pass(0);
        refuse(0, 0b10);
        acknowledge(0, 1, epoch());
        pass(0);
        assertThat(online()).isEqualTo(0b01);
        assertThat(conductor.cpu(1).failure()).isEqualTo("client 0 (pid 100, test) cannot map its ring");
        pass(5000);
        refuse(0, 0);
        acknowledge(0, 1, epoch());
        pass(0);
        assertThat(online()).isEqualTo(0b11);
        assertThat(conductor.cpu(1).failures()).isEqualTo(1);
    }

    @Test
    void shouldForgetRefusalsOfARecordsEarlierHolder() {
        FakeProxy proxy = attach(100, null);
        refuse(0, -1);
        startTimes.remove(100);
        conductor.clientListener().onClosed(proxy);
        pass(20);
        assertThat(welcome(attach(200, null)).generation()).isEqualTo(2);
        acknowledge(0, 2, epoch());
        pass(5000);
        acknowledge(0, 2, epoch());
        pass(0);
        assertThat(online()).isEqualTo(0b11);
    }

    @Test
    void shouldBringUpAWantedCpuAndIgnoreImpossibleOnes() {
        pass(0);
        FakeProxy proxy = attach(100, null);
        send(proxy, new Wanted(1023));
        send(proxy, new Wanted(5));
        acknowledge(0, 1, epoch());
        pass(0);
        assertThat(online()).isEqualTo(0b100011);
        assertThat(epoch()).isEqualTo(2);
        file.metadata().putLong(HeaderDescriptor.WANTED_MASK_OFFSET, 1L << 7 | 1L << 40);
        pass(250);
        acknowledge(0, 1, epoch());
        pass(0);
        assertThat(online()).isEqualTo(0b10100011);
        assertThat(file.metadata().getLong(HeaderDescriptor.WANTED_MASK_OFFSET)).isZero();
    }
}
