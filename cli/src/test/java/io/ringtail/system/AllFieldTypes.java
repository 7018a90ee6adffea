package io.ringtail.system;

import io.ringtail.client.EventType;
import io.ringtail.client.Tracer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** An application that writes events with fields of all types, with extreme values and ordinary ones. */
final class AllFieldTypes {
    private static final long[] NUMBERS = {
        0, 1, -1, 127, -128, 4711, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 53, ~0L >>> 1
    };
    private static final double[] DOUBLES = {0, 1.5, -2.25e-9, 1e300, Double.NaN, Double.POSITIVE_INFINITY};
    private static final String[] TEXTS = {
        "", "plain", "Käse \u4e2d\ud83d\ude00", "a\"b\\c\n\t\u0001<b>&amp;", "x".repeat(300)
    };

    enum Side {
        BUY,
        SELL
    }

    private AllFieldTypes() {}

    /** Takes the run directory and how often each combination is written. */
    public static void main(String[] arguments) throws Exception {
        try (Tracer tracer = Tracer.connect(Path.of(arguments[0]))) {
            EventType type = tracer.event("test", "all")
                    .u8("u8")
                    .u16("u16")
                    .u32("u32")
                    .u64("u64")
                    .s8("s8")
                    .s16("s16")
                    .s32("s32")
                    .s64("s64")
                    .bool("yes")
                    .f32("f32")
                    .f64("f64")
                    .hex("hex")
                    .symbols("state", Map.of(-1L, "gone", 0L, "new one", 1L, "old"))
                    .enumeration("side", Side.class)
                    .chars("code", 8)
                    .string("text")
                    .register();
            if (!tracer.awaitReady(Duration.ofSeconds(60))) {
                throw new IllegalStateException("no daemon answers in " + arguments[0]);
            }
            for (int round = 0; round < Integer.parseInt(arguments[1]); round++) {
                for (int i = 0; i < NUMBERS.length; i++) {
                    write(type, NUMBERS[i], DOUBLES[i % DOUBLES.length], TEXTS[i % TEXTS.length]);
                }
            }
        }
    }

    private static void write(EventType type, long number, double real, String text) {
        boolean written = type.begin()
                .u8((int) number)
                .u16((int) number)
                .u32((int) number)
                .u64(number)
                .s8((int) number)
                .s16((int) number)
                .s32((int) number)
                .s64(number)
                .bool((number & 1) != 0)
                .f32((float) real)
                .f64(real)
                .u64(number)
                .s32((int) number)
                .enumeration(Side.values()[(int) (number & 1)])
                .chars(text)
                .string(text)
                .commit();
        if (!written) {
            throw new IllegalStateException("an event was not written");
        }
    }
}
