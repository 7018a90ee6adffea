package io.ringtail.daemon.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.daemon.hotplug.CpuState;
import io.ringtail.proto.control.Wanted;
import io.ringtail.proto.layout.HeaderDescriptor;
import java.util.BitSet;
import org.junit.jupiter.api.Test;

/** A client that asks for CPUs without end, in the header's wanted mask and over its socket. */
class WantedCpusTest extends HandDrivenConductor {
    private static final int POSSIBLE = TestDaemon.GEOMETRY.possibleCpus();

    @Test
    void shouldBringUpPossibleCpusOnlyHoweverManyBitsAreSet() {
        setAllBits();
        pass(200);
        assertThat(conductor.online()).isEqualTo(possible());
        assertThat(online()).isEqualTo((1L << POSSIBLE) - 1);
        for (int word = 1; word < HeaderDescriptor.MASK_LENGTH / Long.BYTES; word++) {
            assertThat(file.metadata().getLong(HeaderDescriptor.ONLINE_MASK_OFFSET + word * Long.BYTES))
                    .isZero();
        }
    }

    @Test
    void shouldDoNothingFurtherForBitsThatAreSetAgainAndAgain() {
        setAllBits();
        pass(200);
        long epoch = epoch();
        long online = conductor.handshakes().online();
        for (int i = 0; i < 1000; i++) {
            setAllBits();
            pass(i % 3 == 0 ? 200 : 1);
        }
        assertThat(epoch()).isEqualTo(epoch);
        assertThat(conductor.handshakes().online()).isEqualTo(online).isEqualTo(POSSIBLE);
    }

    /** The mask is read five times a second, so one call takes each bit once, whatever a client adds meanwhile. */
    @Test
    void shouldReadTheMaskFiveTimesASecond() {
        pass(200);
        setAllBits();
        pass(0);
        assertThat(file.metadata().getLong(HeaderDescriptor.WANTED_MASK_OFFSET)).isEqualTo(-1);
        pass(200);
        assertThat(file.metadata().getLong(HeaderDescriptor.WANTED_MASK_OFFSET)).isZero();
    }

    @Test
    void shouldNotRetryACpuThatFailedSoonerBecauseItIsWanted() {
        setAllBits();
        FakeProxy client = attach(100, null);
        acknowledge(0, welcome(client).generation(), 0);
        refuse(0, 0b100);
        setAllBits();
        pass(200);
        acknowledge(0, welcome(client).generation(), epoch());
        pass(200);
        assertThat(conductor.cpu(2).state()).isEqualTo(CpuState.FAILED);
        long epoch = epoch();
        for (int i = 0; i < 20; i++) {
            setAllBits();
            pass(200);
        }
        assertThat(epoch()).isEqualTo(epoch);
    }

    @Test
    void shouldIgnoreCpusThatCannotBeWhateverNumberAClientSends() {
        FakeProxy client = attach(100, null);
        long epoch = epoch();
        for (int cpu : new int[] {Integer.MIN_VALUE, -1, POSSIBLE, 1 << 20, Integer.MAX_VALUE}) {
            send(client, new Wanted(cpu));
        }
        pass(200);
        assertThat(conductor.online().length()).isLessThanOrEqualTo(POSSIBLE);
        assertThat(epoch()).isEqualTo(epoch);
        assertThat(client.failures).isEmpty();
    }

    private void setAllBits() {
        for (int i = 0; i < HeaderDescriptor.MASK_LENGTH; i += Long.BYTES) {
            file.metadata().putLongVolatile(HeaderDescriptor.WANTED_MASK_OFFSET + i, -1);
        }
    }

    private static BitSet possible() {
        BitSet all = new BitSet();
        all.set(0, POSSIBLE);
        return all;
    }
}
