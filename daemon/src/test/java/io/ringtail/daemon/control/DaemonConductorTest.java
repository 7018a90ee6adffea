package io.ringtail.daemon.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.ringtail.proto.control.Doorbell;
import io.ringtail.proto.control.EventRefused;
import io.ringtail.proto.control.Hello;
import io.ringtail.proto.control.NeedSlots;
import io.ringtail.proto.control.Refused;
import io.ringtail.proto.control.RegisterEvent;
import io.ringtail.proto.control.ResumeToken;
import io.ringtail.proto.control.Slots;
import io.ringtail.proto.control.ThreadName;
import io.ringtail.proto.control.Welcome;
import io.ringtail.proto.layout.ClientDescriptor;
import io.ringtail.proto.layout.HeaderDescriptor;
import io.ringtail.proto.layout.ThreadSlotDescriptor;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Clients that come, go and send arbitrary messages. */
class DaemonConductorTest extends HandDrivenConductor {
    @Test
    void shouldGrantARecordAndSlots() {
        FakeProxy proxy = attach(100, null);
        assertThat(welcome(proxy))
                .isEqualTo(new Welcome(
                        0,
                        1,
                        file.created(),
                        new Slots(0, 64),
                        dir.resolve("buffer").toString()));
        int record = TestDaemon.GEOMETRY.clientOffset(0);
        assertThat(file.metadata().getInt(record + ClientDescriptor.STATE_OFFSET))
                .isEqualTo(ClientDescriptor.IN_USE);
        assertThat(file.metadata().getInt(record + ClientDescriptor.PID_OFFSET)).isEqualTo(100);
        assertThat(file.metadata().getInt(slot(63) + ThreadSlotDescriptor.OWNER_OFFSET))
                .isEqualTo(1);
    }

    @Test
    void shouldListWhoIsAttached() {
        FakeProxy proxy = attach(100, null);
        pass(1000);
        AttachedProcess process = new AttachedProcess(0, 100, 1000, 1000, "test", 64, 0, 0);
        assertThat(conductor.clients()).containsExactly(process);
        conductor.clientListener().onClosed(proxy);
        pass(1000);
        assertThat(conductor.clients()).containsExactly(process);
        startTimes.clear();
        pass(1000);
        assertThat(conductor.clients()).isEmpty();
    }

    @Test
    void shouldKeepARecordWhileItsProcessLives() {
        FakeProxy proxy = attach(100, null);
        conductor.clientListener().onClosed(proxy);
        pass(10_000);
        assertThat(settled).isEmpty();
        assertThat(welcome(attach(200, null)).client()).isEqualTo(1);
    }

    @Test
    void shouldGiveTheSameProcessItsRecordAgain() {
        FakeProxy first = attach(100, null);
        conductor.clientListener().onClosed(first);
        Welcome again = welcome(attach(100, token(first)));
        assertThat(again)
                .isEqualTo(new Welcome(
                        0, 1, file.created(), Slots.NONE, welcome(first).path()));
    }

    @Test
    void shouldReplaceAConnectionWhoseEndIsNotKnownYet() {
        FakeProxy first = attach(100, null);
        FakeProxy second = attach(100, token(first));
        assertThat(first.closed).isTrue();
        conductor.clientListener().onClosed(first);
        send(second, new NeedSlots());
        assertThat(second.sent).last().isEqualTo(new Slots(64, 64));
    }

    @Test
    void shouldGiveARecordToNobodyElse() {
        FakeProxy first = attach(100, null);
        assertThat(welcome(attach(200, token(first))).client()).isEqualTo(1);
        ResumeToken otherFile = new ResumeToken(file.created() + 1, 0, 1);
        assertThat(welcome(attach(100, otherFile)).client()).isEqualTo(2);
        ResumeToken nonsense = new ResumeToken(file.created(), Integer.MIN_VALUE, 1);
        assertThat(welcome(attach(100, nonsense)).client()).isEqualTo(3);
    }

    @Test
    void shouldFreeARecordWhenItsProcessIsProvenDead() {
        FakeProxy proxy = attach(100, null);
        ResumeToken token = token(proxy);
        conductor.clientListener().onClosed(proxy);
        startTimes.put(100, 999L);
        repairs = false;
        pass(1000);
        assertThat(settled).containsExactly(0);
        repairs = true;
        pass(1000);
        assertThat(settled).containsExactly(0, 0);
        assertThat(file.metadata().getInt(slot(0) + ThreadSlotDescriptor.OWNER_OFFSET))
                .isZero();
        Welcome next = welcome(attach(100, token));
        assertThat(next.client()).isZero();
        assertThat(next.generation()).isEqualTo(2);
        assertThat(next.slots()).isEqualTo(new Slots(0, 64));
    }

    @Test
    void shouldHaveAllDeadClientsSettledTogetherAndKeepThoseThatOweSomething() {
        FakeProxy first = attach(100, null);
        FakeProxy second = attach(200, null);
        attach(300, null);
        conductor.clientListener().onClosed(first);
        conductor.clientListener().onClosed(second);
        startTimes.keySet().removeAll(List.of(100, 200));
        left.set(64 + 5);
        pass(1000);
        assertThat(settled).containsExactly(0);
        assertThat(deadSlots.cardinality()).isEqualTo(128);
        assertThat(liveSlots.nextSetBit(0)).isEqualTo(128);
        assertThat(liveSlots.cardinality()).isEqualTo(64);
        assertThat(welcome(attach(400, null)).client()).isZero();
        left.clear();
        pass(1000);
        assertThat(settled).containsExactly(0, 1);
        assertThat(welcome(attach(500, null)).client()).isEqualTo(1);
    }

    @Test
    void shouldNotTakeAConnectedProcessForDeadWithoutProof() {
        FakeProxy proxy = attach(100, null);
        startTimes.put(100, ProcessTable.UNKNOWN);
        pass(5000);
        assertThat(settled).isEmpty();
        assertThat(proxy.closed).isFalse();
    }

    @Test
    void shouldFreeWhatADeadProcessHeldWhoseSocketIsOpenElsewhere() {
        FakeProxy living = attach(100, null);
        FakeProxy dead = attach(200, null);
        startTimes.put(200, 999L);
        pass(1000);
        assertThat(dead.closed).isTrue();
        assertThat(settled).containsExactly(1);
        assertThat(state(1)).isEqualTo(ClientDescriptor.FREE);
        assertThat(living.closed).isFalse();
        send(living, new NeedSlots());
        assertThat(living.sent).last().isEqualTo(new Slots(64, 64));
    }

    @Test
    void shouldKnowItsClientsAfterARestart() throws Exception {
        FakeProxy living = attach(100, null);
        attach(200, null);
        startTimes.remove(200);
        restart();
        pass(1000);
        assertThat(settled).containsExactly(1);
        assertThat(welcome(attach(100, token(living))).client()).isZero();
        assertThat(welcome(attach(300, null)).slots()).isEqualTo(new Slots(64, 64));
    }

    @Test
    void shouldLogTheEndsOfAFewClientsOnly() {
        Logger logger = (Logger) LoggerFactory.getLogger(ClientTable.class);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        logger.addAppender(lines);
        logger.setLevel(Level.INFO);
        try {
            for (int pid = 100; pid < 120; pid++) {
                FakeProxy proxy = attach(pid, null);
                startTimes.remove(pid);
                conductor.clientListener().onClosed(proxy);
                pass(1000);
            }
            assertThat(state(0)).isEqualTo(ClientDescriptor.FREE);
            assertThat(lines.list).hasSize(5);
        } finally {
            logger.setLevel(null);
            logger.detachAppender(lines);
        }
    }

    @Test
    void shouldDoItsOtherDutiesWhileOneFails() {
        FakeProxy ended = attach(100, null);
        attach(200, null);
        conductor.clientListener().onClosed(ended);
        startTimes.remove(100);
        repairFailure = new IndexOutOfBoundsException("made by the test");
        file.metadata().putInt(slot(64) + ThreadSlotDescriptor.OWNER_OFFSET, 77);
        assertThatThrownBy(() -> pass(1000)).isSameAs(repairFailure);
        assertThat(file.metadata().getInt(slot(64) + ThreadSlotDescriptor.OWNER_OFFSET))
                .isEqualTo(2);
        assertThat(conductor.clients()).extracting(AttachedProcess::pid).containsExactly(100, 200);
        repairFailure = null;
        pass(1000);
        assertThat(conductor.clients()).extracting(AttachedProcess::pid).containsExactly(200);
    }

    @Test
    void shouldRefuseWhatItCannotServe() {
        FakeProxy newer = new FakeProxy(100);
        startTimes.put(100, 5L);
        send(newer, new Hello(99, 100, Hello.NO_BARRIER, null, ""));
        assertThat(newer.sent)
                .containsExactly(new Refused("the client has layout version 99, but this daemon has "
                        + HeaderDescriptor.LAYOUT_VERSION + ": update the older one"));
        FakeProxy invisible = new FakeProxy(0);
        send(invisible, new Hello(0, Hello.NO_BARRIER, null, ""));
        assertThat(invisible.sent.toString()).contains("cannot see pid 0", "pid namespace");
        for (int pid = 1; pid <= 4; pid++) {
            attach(pid, null);
        }
        assertThat(attach(5, null).sent).containsExactly(new Refused("all 4 client records are in use"));
    }

    @Test
    void shouldEndAConversationThatMakesNoSense() {
        FakeProxy early = new FakeProxy(100);
        send(early, new NeedSlots());
        assertThat(early.failures).containsExactly("NEED_SLOTS received before HELLO");
        FakeProxy twice = attach(100, null);
        send(twice, new Hello(100, Hello.NO_BARRIER, null, ""));
        assertThat(twice.failures).containsExactly("HELLO received twice");
        FakeProxy foreign = attach(200, null);
        send(foreign, new ThreadName(0, 1, "thief"));
        assertThat(foreign.failures).containsExactly("THREAD: slot 0 was not granted to client 1");
        FakeProxy daemonLike = attach(300, null);
        send(daemonLike, new Doorbell());
        assertThat(daemonLike.failures).containsExactly("DOORBELL is not a client message");
    }

    @Test
    void shouldSayWhySomeBytesAreNoSchema() {
        FakeProxy proxy = attach(100, null);
        send(proxy, new RegisterEvent(9, ByteBuffer.wrap(new byte[] {40, 1})));
        assertThat(proxy.sent).last().isInstanceOfSatisfying(EventRefused.class, refused -> {
            assertThat(refused.correlation()).isEqualTo(9);
            assertThat(refused.reason()).contains("truncated");
        });
        assertThat(proxy.closed).isFalse();
    }

    @Test
    void shouldCleanThreadsNames() {
        FakeProxy proxy = attach(100, null);
        send(proxy, new ThreadName(ThreadName.NO_SLOT, 7, "two\nlines\u0000"));
        assertThat(conductor.cmdlines().lookup(7)).isEqualTo("two?lines?");
    }
}
