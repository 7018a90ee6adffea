package io.ringtail.daemon.buffer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RingCopyTest {
    private static final int SIZE = 3 * 4096;
    private static final int INDEX = 24;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldCopyEachByteToItsPlaceAndNoOther(boolean growing) {
        byte[] bytes = new byte[SIZE];
        new Random(1).nextBytes(bytes);
        UnsafeBuffer region = new UnsafeBuffer(ByteBuffer.allocateDirect(SIZE));
        region.putBytes(0, bytes);
        // Beginnings and ends at, before and after lines and pages.
        int[] places = {0, 4, 60, 64, 68, 4092, 4096, 4100, 4160, 8188, 8192, 8196, SIZE - 4, SIZE};
        for (int from : places) {
            for (int end : places) {
                if (from <= end) {
                    ByteBuffer target = ByteBuffer.allocateDirect(INDEX + SIZE + 1);
                    RingCopy.copy(region, from, target, INDEX, end - from, growing);
                    byte[] copied = new byte[target.capacity()];
                    target.get(copied);
                    byte[] wanted = new byte[target.capacity()];
                    System.arraycopy(bytes, from, wanted, INDEX, end - from);
                    assertThat(copied).as("%d to %d", from, end).isEqualTo(wanted);
                }
            }
        }
    }
}
