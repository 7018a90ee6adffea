package io.ringtail.cli;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.concurrent.TimeUnit;

/** Numbers per second of an interval, as cells of a table: empty where the interval has no length. */
final class Rate {
    private static final double NS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

    private final long ns;

    Rate(long ns) {
        this.ns = ns;
    }

    /** The rate of a number that was counted in the interval. */
    String of(long number) {
        return ns <= 0 ? "" : Long.toString(Math.round(number * NS_PER_SECOND / ns));
    }

    /** The rate of a counter; 0 for one that began anew in the meantime. */
    String between(long before, long now) {
        return of(Math.max(0, now - before));
    }

    /** A fraction with one digit after the point. */
    static String tenths(double number) {
        return BigDecimal.valueOf(number).setScale(1, RoundingMode.HALF_UP).toPlainString();
    }
}
