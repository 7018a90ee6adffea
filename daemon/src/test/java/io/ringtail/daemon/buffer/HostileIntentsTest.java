package io.ringtail.daemon.buffer;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.proto.layout.BufferMode;
import io.ringtail.proto.layout.RingGeometry;
import io.ringtail.proto.layout.ThreadSlotDescriptor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Intents left by a malicious dead process: each claims the units of a living writer, or a little more or less, at
 * every step of that writer. The repairer must not touch the ring, and the writer's event must arrive.
 */
class HostileIntentsTest {
    private static final int UNITS = 20;

    @ParameterizedTest
    @EnumSource(BufferMode.class)
    @Tag("extensive")
    @Tag("once")
    void shouldNotTouchALivingWritersEventWhateverADeadOneClaims(BufferMode mode) {
        for (int fill : new int[] {0, 400, RepairTrial.UNITS - UNITS, RepairTrial.UNITS - 3, RepairTrial.UNITS}) {
            boolean stopped = true;
            for (int limit = 0; stopped; limit++) {
                RepairTrial trial = new RepairTrial(mode, 0);
                trial.write(UNITS);
                trial.fillTo(fill);
                stopped = trial.stop(RepairTrial.OTHER, UNITS, limit, () -> {
                    byte[] living = trial.bytesOfSlot(RepairTrial.OTHER);
                    for (byte[] claim : claims(living)) {
                        byte[] before = trial.bytesOfRing();
                        trial.restoreSlot(RepairTrial.VICTIM, claim);
                        trial.settles(RepairTrial.VICTIM);
                        assertThat(trial.bytesOfRing()).isEqualTo(before);
                        assertThat(trial.bytesOfSlot(RepairTrial.OTHER)).isEqualTo(living);
                    }
                });
                assertThat(trial.settles(RepairTrial.VICTIM)).isTrue();
                assertThat(trial.kind(RepairTrial.VICTIM)).isEqualTo(ThreadSlotDescriptor.EMPTY);
                assertThat(trial.ring.ring.statistics().repaired()).isZero();
                trial.shouldGoOn(trial.stoppedWritten());
            }
        }
    }

    /** The living writer's own intent, and similar ones. */
    private static List<byte[]> claims(byte[] living) {
        List<byte[]> claims = new ArrayList<>();
        for (int kind = ThreadSlotDescriptor.EVENT; kind <= ThreadSlotDescriptor.OPEN; kind++) {
            for (int units : new int[] {0, 1, UNITS - 1, UNITS, UNITS + 1, RepairTrial.UNITS, Integer.MAX_VALUE, -1}) {
                int claimed = units;
                claims.add(changed(living, kind, claim -> {
                    claim.putInt(ThreadSlotDescriptor.UNITS_OFFSET, claimed);
                    moveNewWord(claim, claimed);
                }));
            }
            for (long distance : new long[] {-RepairTrial.UNITS, -UNITS, -1, 1, UNITS, RepairTrial.UNITS}) {
                claims.add(changed(living, kind, claim -> {
                    add(claim, ThreadSlotDescriptor.OLD_WORD_OFFSET, distance);
                    add(claim, ThreadSlotDescriptor.NEW_WORD_OFFSET, distance);
                }));
                claims.add(changed(
                        living, kind, claim -> add(claim, ThreadSlotDescriptor.SUBBUF_OFFSET, Long.signum(distance))));
                claims.add(changed(living, kind, claim -> add(claim, ThreadSlotDescriptor.TIMESTAMP_OFFSET, distance)));
                claims.add(changed(living, kind, claim -> add(claim, ThreadSlotDescriptor.BASE_OFFSET, distance)));
            }
            claims.add(changed(living, kind, claim -> claim.putInt(ThreadSlotDescriptor.FORM_OFFSET, 1)));
        }
        claims.add(living.clone());
        return claims;
    }

    private static byte[] changed(byte[] living, int kind, Consumer<ByteBuffer> change) {
        byte[] claim = living.clone();
        ByteBuffer view = ByteBuffer.wrap(claim).order(ByteOrder.LITTLE_ENDIAN);
        view.putInt(ThreadSlotDescriptor.KIND_OFFSET, kind);
        change.accept(view);
        return claim;
    }

    private static void moveNewWord(ByteBuffer claim, int units) {
        long old = claim.getLong(ThreadSlotDescriptor.OLD_WORD_OFFSET);
        long stamp = RingGeometry.stamp(claim.getLong(ThreadSlotDescriptor.NEW_WORD_OFFSET));
        claim.putLong(
                ThreadSlotDescriptor.NEW_WORD_OFFSET,
                RingGeometry.reserveWord(RingGeometry.position(old) + units, stamp));
    }

    private static void add(ByteBuffer claim, int offset, long amount) {
        claim.putLong(offset, claim.getLong(offset) + amount);
    }
}
