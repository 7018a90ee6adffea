package spans;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/** Histograms of times in µs, to two digits. */
final class Times {
    private Times() {}

    static Histogram none() {
        return new Histogram(2);
    }

    static Histogram add(String service, long us, Histogram times) {
        times.recordValue(us);
        return times;
    }

    static Serde<Histogram> serde() {
        return Serdes.serdeFrom((topic, times) -> bytes(times), (topic, bytes) -> bytes == null ? null : times(bytes));
    }

    private static byte[] bytes(Histogram times) {
        ByteBuffer buffer = ByteBuffer.allocate(times.getNeededByteBufferCapacity());
        int length = times.encodeIntoCompressedByteBuffer(buffer);
        return Arrays.copyOf(buffer.array(), length);
    }

    private static Histogram times(byte[] bytes) {
        try {
            Histogram times = Histogram.decodeFromCompressedByteBuffer(ByteBuffer.wrap(bytes), 0);
            times.setAutoResize(true);
            return times;
        } catch (DataFormatException e) {
            throw new SerializationException("a stored histogram is damaged", e);
        }
    }

    /** Returns a line about the times of a service. */
    static String line(String service, Histogram times) {
        return String.format(
                "%-12s %8d spans  p50 %10.3f ms  p99 %10.3f ms  max %10.3f ms",
                service,
                times.getTotalCount(),
                times.getValueAtPercentile(50) / 1e3,
                times.getValueAtPercentile(99) / 1e3,
                times.getMaxValue() / 1e3);
    }
}
