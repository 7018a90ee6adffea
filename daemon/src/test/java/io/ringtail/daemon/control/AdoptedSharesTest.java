package io.ringtail.daemon.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.proto.control.NeedSlots;
import io.ringtail.proto.control.Refused;
import io.ringtail.proto.control.ResumeToken;
import io.ringtail.proto.control.Slots;
import io.ringtail.proto.layout.ClientDescriptor;
import io.ringtail.proto.layout.ThreadSlotDescriptor;
import org.junit.jupiter.api.Test;

/** A file that was overwritten while no daemon ran: its grants are honoured within the quotas. */
class AdoptedSharesTest extends HandDrivenConductor {
    private static final int LIVING = 100;
    private static final int GENERATION = 9;
    private static final int CLIENTS = 4;

    @Test
    void shouldTakeBackRecordsBeyondTheirProcesssQuota() throws Exception {
        for (int client = 0; client < CLIENTS; client++) {
            mark(client, LIVING, 1000, 0);
        }
        restart();
        assertThat(attach(200, null).sent).containsExactly(new Refused("all 4 client records are in use"));
        passResumption();
        assertThat(welcome(attach(200, null)).client()).isEqualTo(3);
        assertThat(state(2)).isEqualTo(ClientDescriptor.IN_USE);
    }

    @Test
    void shouldKeepTheRecordsThatAreResumed() throws Exception {
        for (int pid = 1; pid < CLIENTS; pid++) {
            attach(pid, null);
        }
        FakeProxy honest = attach(LIVING, null);
        for (int client = 0; client < CLIENTS - 1; client++) {
            mark(client, LIVING, 1000, 0);
        }
        restart();
        pass(1000);
        assertThat(welcome(attach(LIVING, token(honest))).client()).isEqualTo(3);
        passResumption();
        assertThat(state(1)).isEqualTo(ClientDescriptor.IN_USE);
        assertThat(state(2)).isEqualTo(ClientDescriptor.FREE);
        assertThat(state(3)).isEqualTo(ClientDescriptor.IN_USE);
    }

    @Test
    void shouldResumeNoMoreThanTheQuota() throws Exception {
        for (int client = 0; client < CLIENTS; client++) {
            mark(client, LIVING, 1000, 0);
        }
        restart();
        for (int client = 0; client < CLIENTS - 1; client++) {
            ResumeToken token = new ResumeToken(file.created(), client, GENERATION);
            assertThat(welcome(attach(LIVING, token)).client()).isEqualTo(client);
        }
        ResumeToken last = new ResumeToken(file.created(), CLIENTS - 1, GENERATION);
        assertThat(attach(LIVING, last).sent.toString())
                .contains("the process holds 3 client records, the limit for one process");
        passResumption();
        assertThat(state(CLIENTS - 1)).isEqualTo(ClientDescriptor.FREE);
    }

    @Test
    void shouldLetAProcessAttachWhoseRecordsWereNeverResumed() throws Exception {
        for (int client = 0; client < CLIENTS - 1; client++) {
            mark(client, LIVING, 1000, 0);
        }
        restart();
        passResumption();
        assertThat(welcome(attach(LIVING, null)).client()).isEqualTo(3);
        pass(1000);
        assertThat(state(1)).isEqualTo(ClientDescriptor.IN_USE);
        assertThat(state(2)).isEqualTo(ClientDescriptor.FREE);
    }

    @Test
    void shouldGiveProcessesThatCannotBeSeenOneUsersShare() throws Exception {
        for (int client = 0; client < CLIENTS; client++) {
            mark(client, LIVING + client, 0, 77);
        }
        restart();
        passResumption();
        assertThat(state(2)).isEqualTo(ClientDescriptor.IN_USE);
        assertThat(state(3)).isEqualTo(ClientDescriptor.FREE);
    }

    @Test
    void shouldTakeBackSlotsBeyondTheirProcesssQuota() throws Exception {
        FakeProxy greedy = attach(LIVING, null);
        for (int slot = 0; slot < TestDaemon.GEOMETRY.threadSlots(); slot++) {
            file.metadata().putInt(slot(slot) + ThreadSlotDescriptor.OWNER_OFFSET, 1);
        }
        restart();
        FakeProxy again = attach(LIVING, token(greedy));
        send(again, new NeedSlots());
        assertThat(again.sent).last().isEqualTo(Slots.NONE);
        assertThat(welcome(attach(200, null)).slots()).isEqualTo(new Slots(256, 64));
    }

    /** Root has no user limit. */
    @Test
    void shouldLeaveRecordsToOthersWhicheverUsersAreNamed() throws Exception {
        for (int client = 0; client < CLIENTS; client++) {
            mark(client, LIVING + client, 0, 0);
            users.put(LIVING + client, 0);
        }
        restart();
        passResumption();
        assertThat(state(2)).isEqualTo(ClientDescriptor.IN_USE);
        assertThat(welcome(attach(200, null)).client()).isEqualTo(3);
    }

    @Test
    void shouldLeaveSlotsToOthersWhicheverUsersAreNamed() throws Exception {
        markRootsProcessesWithHalfOfTheSlotsEach();
        restart();
        passResumption();
        assertThat(state(0)).isEqualTo(ClientDescriptor.IN_USE);
        assertThat(welcome(attach(200, null)).slots()).isEqualTo(new Slots(256, 64));
    }

    @Test
    void shouldKeepAllSlotsThatAreResumed() throws Exception {
        markRootsProcessesWithHalfOfTheSlotsEach();
        restart();
        pass(1000);
        for (int client = 0; client < 2; client++) {
            attach(LIVING + client, new ResumeToken(file.created(), client, GENERATION));
        }
        passResumption();
        assertThat(state(0)).isEqualTo(ClientDescriptor.IN_USE);
        assertThat(state(1)).isEqualTo(ClientDescriptor.IN_USE);
        assertThat(welcome(attach(200, null)).slots()).isEqualTo(Slots.NONE);
    }

    private void markRootsProcessesWithHalfOfTheSlotsEach() {
        for (int client = 0; client < 2; client++) {
            mark(client, LIVING + client, 0, 0);
            users.put(LIVING + client, 0);
        }
        int half = TestDaemon.GEOMETRY.threadSlots() / 2;
        for (int slot = 0; slot < 2 * half; slot++) {
            file.metadata().putInt(slot(slot) + ThreadSlotDescriptor.OWNER_OFFSET, slot < half ? 1 : 2);
        }
    }

    private void passResumption() {
        pass(0);
        pass(11_000);
    }

    private void mark(int client, int pid, int uid, long namespace) {
        startTimes.put(pid, 5L);
        int record = TestDaemon.GEOMETRY.clientOffset(client);
        file.metadata().putInt(record + ClientDescriptor.PID_OFFSET, pid);
        file.metadata().putInt(record + ClientDescriptor.UID_OFFSET, uid);
        file.metadata().putLong(record + ClientDescriptor.START_TIME_OFFSET, 5);
        file.metadata().putLong(record + ClientDescriptor.PID_NAMESPACE_OFFSET, namespace);
        file.metadata().putInt(record + ClientDescriptor.GENERATION_OFFSET, GENERATION);
        tenure(client, GENERATION, ClientDescriptor.ENTERED);
        file.metadata().putInt(record + ClientDescriptor.STATE_OFFSET, ClientDescriptor.IN_USE);
    }
}
