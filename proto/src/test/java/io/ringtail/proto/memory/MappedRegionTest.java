package io.ringtail.proto.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MappedRegionTest {
    private static final long VALUE = 0x1122_3344_5566_7788L;

    private final ByteBuffer memory =
            ByteBuffer.allocateDirect(128).alignedSlice(8).slice(0, 64).order(ByteOrder.LITTLE_ENDIAN);
    private final MappedRegion region = new MappedRegion(memory);

    @Test
    void shouldStoreLittleEndianWhateverTheOrdering() {
        region.putInt(0, 0x1122_3344);
        region.putIntOpaque(4, 0x1122_3345);
        region.putIntRelease(8, 0x1122_3346);
        region.putLong(16, VALUE);
        region.putLongOpaque(24, VALUE + 1);
        region.putLongRelease(32, VALUE + 2);
        assertThat(new int[] {memory.getInt(0), memory.getInt(4), memory.getInt(8)})
                .containsExactly(0x1122_3344, 0x1122_3345, 0x1122_3346);
        assertThat(new long[] {memory.getLong(16), memory.getLong(24), memory.getLong(32)})
                .containsExactly(VALUE, VALUE + 1, VALUE + 2);
    }

    @Test
    void shouldLoadLittleEndianWhateverTheOrdering() {
        memory.putInt(4, -5).putLong(8, -VALUE);
        assertThat(new int[] {region.getInt(4), region.getIntOpaque(4), region.getIntAcquire(4)})
                .containsOnly(-5);
        assertThat(new long[] {region.getLong(8), region.getLongOpaque(8), region.getLongAcquire(8)})
                .containsOnly(-VALUE);
    }

    @Test
    void shouldReplaceOnlyWhatIsExpected() {
        memory.putLong(8, VALUE);
        assertThat(region.compareAndSetLong(8, VALUE - 1, 7)).isFalse();
        assertThat(memory.getLong(8)).isEqualTo(VALUE);
        assertThat(region.compareAndSetLong(8, VALUE, 7)).isTrue();
        assertThat(memory.getLong(8)).isEqualTo(7);
    }

    @Test
    void shouldAddAndSetAndClearBits() {
        assertThat(region.getAndAddLongRelease(8, 5)).isZero();
        assertThat(region.getAndBitwiseOrLong(8, 2)).isEqualTo(5);
        assertThat(region.getAndBitwiseAndLong(8, 6)).isEqualTo(7);
        assertThat(memory.getLong(8)).isEqualTo(6);
    }

    @Test
    void shouldStoreLongsAtAnyWordPlainly() {
        region.putLong(12, VALUE);
        assertThat(memory.getLong(12)).isEqualTo(VALUE);
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 8, 12, 32, 36})
    void shouldCopyWordsAndNothingElse(int length) {
        byte[] source = new byte[40];
        for (int i = 0; i < source.length; i++) {
            source[i] = (byte) (i + 1);
        }
        region.putWords(4, source, length);
        byte[] copied = new byte[64];
        memory.get(0, copied);
        for (int i = 0; i < copied.length; i++) {
            assertThat(copied[i]).isEqualTo(i >= 4 && i < 4 + length ? source[i - 4] : 0);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-8, -1, 57, 61, 64, Integer.MAX_VALUE, Integer.MIN_VALUE})
    void shouldKeepEveryLongInside(int offset) {
        assertOutside(() -> region.getLong(offset));
        assertOutside(() -> region.getLongOpaque(offset));
        assertOutside(() -> region.getLongAcquire(offset));
        assertOutside(() -> region.putLong(offset, 1));
        assertOutside(() -> region.putLongOpaque(offset, 1));
        assertOutside(() -> region.putLongRelease(offset, 1));
        assertOutside(() -> region.compareAndSetLong(offset, 0, 1));
        assertOutside(() -> region.getAndAddLongRelease(offset, 1));
    }

    @ParameterizedTest
    @ValueSource(ints = {-4, -1, 61, 64, Integer.MAX_VALUE, Integer.MIN_VALUE})
    void shouldKeepEveryIntInside(int offset) {
        assertOutside(() -> region.getInt(offset));
        assertOutside(() -> region.getIntOpaque(offset));
        assertOutside(() -> region.getIntAcquire(offset));
        assertOutside(() -> region.putInt(offset, 1));
        assertOutside(() -> region.putIntOpaque(offset, 1));
        assertOutside(() -> region.putIntRelease(offset, 1));
    }

    @Test
    void shouldKeepSmallRegionsInside() {
        MappedRegion four = region.slice(8, 4);
        four.putInt(0, 9);
        assertThat(memory.getInt(8)).isEqualTo(9);
        assertOutside(() -> four.getLongAcquire(0));
        assertOutside(() -> four.putLongRelease(0, 1));
    }

    @Test
    void shouldRefuseMemoryThatIsNotDirectOrNotAligned() {
        assertThatIllegalArgumentException().isThrownBy(() -> new MappedRegion(ByteBuffer.allocate(64)));
        assertThatIllegalArgumentException().isThrownBy(() -> region.slice(4, 8));
    }

    @ParameterizedTest
    @ValueSource(ints = {-2, -1, 63, 64, Integer.MAX_VALUE, Integer.MIN_VALUE})
    void shouldKeepEveryShortInside(int offset) {
        assertOutside(() -> region.putShort(offset, (short) 1));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 64, Integer.MAX_VALUE, Integer.MIN_VALUE})
    void shouldKeepEveryByteInside(int offset) {
        assertOutside(() -> region.putByte(offset, (byte) 1));
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_24)
    @DisabledIfSystemProperty(named = "sun.misc.unsafe.memory.access", matches = "allow")
    void shouldNotGoByAddressWhereUnsafeWarns() {
        assertThat(AddressedMemory.AVAILABLE).isFalse();
    }

    @Test
    @EnabledForJreRange(max = JRE.JAVA_23)
    @EnabledIfSystemProperty(named = "os.arch", matches = "amd64")
    void shouldGoByAddressWithUnsafeOnX86BeforeIt() {
        assertThat(AddressedMemory.AVAILABLE).isTrue();
    }

    private static void assertOutside(Runnable access) {
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(access::run);
    }
}
