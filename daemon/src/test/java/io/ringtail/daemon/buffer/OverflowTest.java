package io.ringtail.daemon.buffer;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.proto.layout.BufferMode;
import io.ringtail.proto.layout.ThreadSlotDescriptor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Threads whose stack ends at the same access to shared memory, one after the other, as where a method calls itself and
 * writes an event at each level: only those that took something make a claim, so it is known which claims are true.
 */
@Timeout(300)
class OverflowTest {
    private static final int FIRST_SLOT = RepairTrial.VICTIM;
    private static final int THREADS = 4;

    @ParameterizedTest
    @EnumSource(RingRepairTest.Case.class)
    void shouldLeaveNoDoubtWhichWriterTookWhat(RingRepairTest.Case at) {
        int most = RingRepairTest.Case.FIRST_EVENT.accesses() + 5;
        int claims = 0;
        for (BufferMode mode : BufferMode.values()) {
            for (int limit = 0; limit < most; limit++) {
                RepairTrial trial = at.prepared(mode, RingRepairTest.STARTS[limit % RingRepairTest.STARTS.length]);
                List<Integer> owing = new ArrayList<>();
                int holes = 0;
                for (int slot = FIRST_SLOT; slot < FIRST_SLOT + THREADS; slot++) {
                    long before = trial.written();
                    if (trial.overflow(slot, at.units(), limit)) {
                        owing.add(slot);
                    } else {
                        assertThat(trial.kind(slot)).isEqualTo(ThreadSlotDescriptor.EMPTY);
                    }
                    holes += trial.took(slot, before);
                }
                claims += owing.size();
                trial.write(at.units());
                assertThat(trial.settles(
                                owing.stream().mapToInt(Integer::intValue).toArray()))
                        .isTrue();
                assertThat(trial.ring.ring.statistics().ambiguous())
                        .as("%s, %s, step %s", at, mode, limit)
                        .isZero();
                assertThat(trial.ring.ring.statistics().pendingBytes()).isZero();
                trial.shouldGoOn(holes);
            }
        }
        assertThat(claims).isPositive();
    }
}
