package io.ringtail.daemon.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.proto.control.NeedSlots;
import io.ringtail.proto.control.Slots;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The quotas of one process and of one user. */
class QuotasTest extends HandDrivenConductor {
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
}
