package io.ringtail.daemon.buffer;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.proto.layout.BufferMode;
import io.ringtail.proto.layout.RingDescriptor;
import io.ringtail.proto.layout.RingGeometry;
import org.junit.jupiter.api.Test;

/** A ring that is closed while a writer is stopped between two of its steps. */
class RingClosingTest {
    private static final int PAYLOAD = 48;

    @Test
    void shouldReserveNothingOnceClosedHoweverOften() {
        int most = 0;
        for (int access = 0; access <= most; access++) {
            for (int closings = 1; closings <= 3; closings++) {
                most = Math.max(most, closedBefore(access, closings));
            }
        }
    }

    /** Returns the number of the writer's accesses. */
    private static int closedBefore(int access, int closings) {
        TestRing ring = new TestRing(4096, 4, BufferMode.OVERWRITE);
        ring.region.putLong(
                RingDescriptor.RESERVE_OFFSET, RingGeometry.reserveWord(RingGeometry.DECIDED, ring.clock.get()));
        int[] step = {0};
        long[] end = {-1};
        new SteppedWriter(ring, 0).write(TestRing.payload(1, PAYLOAD), () -> {
            if (step[0]++ == access) {
                // As by a daemon and the next ones, or by writers that leave.
                for (int i = 0; i < closings; i++) {
                    new RingClosing(ring.ring).close();
                }
                end[0] = RingGeometry.position(ring.ring.reserveAcquire());
            }
        });
        if (end[0] >= 0) {
            assertThat(RingGeometry.position(ring.ring.reserveAcquire()))
                    .as("closed %d times before access %d", closings, access)
                    .isEqualTo(end[0]);
        }
        return step[0];
    }
}
