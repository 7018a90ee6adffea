package io.ringtail.reader.filter;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A moment in the past at which a reader begins: a duration ago such as {@code 10s}, a time as events show it in seconds,
 * on their own clock or since 1970, or one of the wall clock such as {@code 2026-01-31T12:00:00Z}.
 *
 * @param text as it is sent to a daemon
 */
public record Since(
        String text, @Nullable NumberOfNs number, @Nullable Instant wall) {
    private static final Pattern NUMBER = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)(ms|us|ns|s|m|h)?");
    /** No machine runs for 30 years: such a number of seconds counts from 1970, as events of several hosts show it. */
    private static final Pattern SINCE_1970 = Pattern.compile("[1-9]\\d{9}(?:\\.\\d{1,9})?");

    private static final int NS_DIGITS = 9;
    private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE / 2);
    private static final BigDecimal MOST = BigDecimal.valueOf(Long.MAX_VALUE / 2);

    /**
     * A number of ns.
     *
     * @param isAgo whether it is counted back from now
     */
    public record NumberOfNs(long ns, boolean isAgo) {}

    /**
     * Parses a text; a time of the wall clock without an offset is a local one.
     *
     * @throws IllegalArgumentException if it is none of these; the message says what is
     */
    public static Since parse(String text) {
        if (SINCE_1970.matcher(text).matches()) {
            BigDecimal seconds = new BigDecimal(text);
            long whole = seconds.longValue();
            BigDecimal rest = seconds.subtract(BigDecimal.valueOf(whole)).movePointRight(NS_DIGITS);
            Instant instant = Instant.ofEpochSecond(whole, rest.longValue());
            return new Since(instant.toString(), null, instant);
        }
        Matcher matcher = NUMBER.matcher(text);
        if (!matcher.matches()) {
            Instant instant = instant(text);
            return new Since(instant.toString(), null, instant);
        }
        NumberValue value = NumberValue.ofDecimal(matcher.group(1), matcher.group(2));
        BigDecimal ns = value.isDuration() ? value.number() : value.number().movePointRight(NS_DIGITS);
        return new Since(text, new NumberOfNs(ns.min(MOST).longValue(), value.isDuration()), null);
    }

    private static Instant instant(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException noOffset) {
            try {
                return LocalDateTime.parse(text).atZone(ZoneId.systemDefault()).toInstant();
            } catch (DateTimeException noTime) {
                throw new IllegalArgumentException(
                        "must be a duration like 10s or 500ms, a time in seconds as events show it, or one like"
                                + " 2026-01-31T12:00:00Z",
                        noTime);
            }
        }
    }

    /**
     * Returns the time on the events' clock, at least 1 and at most now.
     *
     * @param nowNs of the events' clock
     * @param wallNow of the wall clock, at the same moment
     */
    public long at(long nowNs, Instant wallNow) {
        long ns = nowNs;
        if (number != null) {
            ns = number.isAgo() ? nowNs - number.ns() : number.ns();
        } else if (wall != null) {
            ns = nowNs - ns(Duration.between(wall, wallNow));
        }
        return Math.max(1, Math.min(nowNs, ns));
    }

    private static long ns(Duration ago) {
        boolean isLong = ago.abs().compareTo(LONGEST) > 0;
        return isLong ? Long.signum(ago.toSeconds()) * LONGEST.toNanos() : ago.toNanos();
    }
}
