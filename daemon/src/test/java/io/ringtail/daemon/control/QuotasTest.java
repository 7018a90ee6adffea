package io.ringtail.daemon.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.proto.control.NeedSlots;
import io.ringtail.proto.control.RegisterEvent;
import io.ringtail.proto.control.Slots;
import io.ringtail.proto.event.EventSchemaCodec;
import io.ringtail.proto.layout.EventTableDescriptor;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The quotas of one process and of one user. */
class QuotasTest extends HandDrivenConductor {
    private static final int EVENTS = TestDaemon.GEOMETRY.events() - EventTableDescriptor.FIRST_EVENT_ID;

    @Test
    void shouldNeverGiveOneClientTheLastSlots() {
        FakeProxy greedy = attach(100, null);
        for (int i = 0; i < 10; i++) {
            send(greedy, new NeedSlots());
        }
        assertThat(greedy.sent).last().isEqualTo(Slots.NONE);
        assertThat(welcome(attach(200, null)).slots()).isEqualTo(new Slots(256, 64));
    }

    @Test
    void shouldGiveAProcessAFewRecordsHoweverManyConnectionsItHas() {
        for (int i = 0; i < 1000; i++) {
            FakeProxy proxy = attachAs(100, 0);
            if (i >= 3) {
                assertThat(proxy.sent.toString())
                        .contains(
                                "the process holds 3 client records, the limit for one process",
                                "raise --process-records");
            }
        }
        assertThat(welcome(attach(200, null)).client()).isEqualTo(3);
    }

    @Test
    void shouldCountAProcesssSlotsOverAllItsRecords() {
        FakeProxy first = attach(100, null);
        FakeProxy second = attach(100, null);
        for (int i = 0; i < 10; i++) {
            send(first, new NeedSlots());
            send(second, new NeedSlots());
        }
        assertThat(second.sent).last().isEqualTo(Slots.NONE);
        FakeProxy other = attach(200, null);
        assertThat(welcome(other).slots()).isEqualTo(new Slots(256, 64));
    }

    @Test
    void shouldLeaveSomethingForOtherUsers() {
        for (int pid = 1; pid <= 3; pid++) {
            assertThat(welcome(attachAs(pid, 7)).client()).isEqualTo(pid - 1);
        }
        assertThat(attachAs(4, 7).sent.toString())
                .contains("processes of uid 7 hold 3 of 4 client records", "raise --user-share");
        assertThat(welcome(attachAs(5, 8)).client()).isEqualTo(3);
    }

    @Test
    void shouldLeaveTheLastSlotsToProcessesThatHaveNone() {
        List<FakeProxy> proxies = List.of(attachAs(1, 0), attachAs(2, 0));
        for (int i = 0; i < 10; i++) {
            proxies.forEach(proxy -> send(proxy, new NeedSlots()));
        }
        assertThat(proxies.get(1).sent).last().isEqualTo(Slots.NONE);
        assertThat(welcome(attachAs(3, 0)).slots()).isEqualTo(new Slots(448, 64));
    }

    @Test
    void shouldCountAUsersSlotsOverAllItsProcesses() {
        List<FakeProxy> proxies = List.of(attachAs(1, 7), attachAs(2, 7));
        for (int i = 0; i < 10; i++) {
            proxies.forEach(proxy -> send(proxy, new NeedSlots()));
        }
        assertThat(proxies.get(1).sent).last().isEqualTo(Slots.NONE);
        assertThat(welcome(attachAs(3, 8)).slots()).isEqualTo(new Slots(384, 64));
    }

    @Test
    void shouldKnowUsersAfterARestart() throws Exception {
        attachAs(1, 7);
        attachAs(2, 7);
        attachAs(3, 7);
        restart();
        assertThat(attachAs(4, 7).sent.toString()).contains("the limit for one user");
        assertThat(welcome(attachAs(5, 8)).client()).isEqualTo(3);
    }

    @Test
    void shouldReportLimitsAndUse() {
        pass(1000);
        assertThat(conductor.quotaUses())
                .extracting(QuotaUse::used)
                .containsExactly(0L, 0L, 0L, 400L + lostTextLength());
        FakeProxy greedy = attachAs(100, 7);
        attachAs(100, 7);
        send(greedy, new NeedSlots());
        attachAs(200, 8);
        send(greedy, new RegisterEvent(1, EventSchemaCodec.encode(Schemas.of("load", "tick"))));
        pass(1000);
        assertThat(conductor.quotaUses().subList(0, 3))
                .containsExactly(
                        new QuotaUse("client records", 3, 4, share(100, 2, 3), share(7, 2, 3)),
                        new QuotaUse("thread slots", 256, 512, share(100, 192, 256), share(7, 192, 384)),
                        new QuotaUse("event types", 1, EVENTS, share(100, 1, EVENTS / 2), share(7, 1, EVENTS * 3 / 4)));
        QuotaUse bytes = conductor.quotaUses().get(3);
        assertThat(bytes.resource()).isEqualTo("bytes of event types");
        assertThat(bytes.process().id()).isEqualTo(100);
        assertThat(bytes.process().used()).isPositive().isEqualTo(bytes.user().used());
        assertThat(bytes.used())
                .isEqualTo(400L + lostTextLength() + bytes.process().used());
        assertThat(conductor.clients()).extracting(AttachedProcess::eventTypes).containsExactly(1L, 1L, 0L);
        assertThat(conductor.clients().get(0).eventBytes())
                .isEqualTo(bytes.process().used());
    }

    @Test
    void shouldReportTheLimitsOfAnybodyWhereNobodyHasAnything() {
        pass(1000);
        assertThat(conductor.quotaUses().get(0))
                .isEqualTo(new QuotaUse(
                        "client records",
                        0,
                        4,
                        share(QuotaUse.Share.NOBODY, 0, 3),
                        share(QuotaUse.Share.NOBODY, 0, 3)));
    }

    private static QuotaUse.Share share(int id, long used, long limit) {
        return new QuotaUse.Share(id, used, limit);
    }

    private int lostTextLength() {
        RegisteredEvent lost = Objects.requireNonNull(conductor.events().event(EventTableDescriptor.LOST_EVENT_ID));
        return EventBudget.cost(lost) - EventBudget.OVERHEAD;
    }
}
