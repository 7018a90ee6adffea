package io.ringtail.cli;

import io.ringtail.reader.tracedat.TimeRange;
import io.ringtail.reader.tracedat.TraceDatException;
import io.ringtail.reader.tracedat.TraceDatReader;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A time in a trace as a user gives it: as report prints it, from the first event on ({@code +1.5s}), before the last event
 * ({@code -2s}), or on the wall clock.
 *
 * @param text as it was given
 * @param sign {@code +} or {@code -} for a time relative to the first or the last event, empty for another one
 * @param number of seconds, or of the clock's own unit; null for a time of the wall clock
 * @param wall the time of the wall clock, if it is one
 */
record TraceTime(
        String text,
        String sign,
        @Nullable BigDecimal number,
        @Nullable Instant wall) {
    private static final Pattern NUMBER = Pattern.compile("([+-]?)(\\d{1,19}(?:\\.\\d{1,9})?)(us|ms|s|m|h)?");
    private static final Map<String, BigDecimal> SECONDS = Map.of(
            "us",
            new BigDecimal("0.000001"),
            "ms",
            new BigDecimal("0.001"),
            "s",
            BigDecimal.ONE,
            "m",
            BigDecimal.valueOf(60),
            "h",
            BigDecimal.valueOf(3600));
    private static final int NS_DIGITS = 9;

    /** Parses the text; what it means depends on the file. */
    static final class Converter implements ITypeConverter<TraceTime> {
        @Override
        public TraceTime convert(String text) {
            Matcher matcher = NUMBER.matcher(text);
            if (matcher.matches()) {
                String unit = matcher.group(3) == null ? "s" : matcher.group(3);
                BigDecimal seconds =
                        new BigDecimal(matcher.group(2)).multiply(SECONDS.getOrDefault(unit, BigDecimal.ONE));
                return new TraceTime(text, matcher.group(1), seconds, null);
            }
            Instant wall = wall(text);
            if (wall == null) {
                throw new TypeConversionException("'" + text
                        + "' is not a time: give seconds as report prints them, +1.5s or +10ms after the first event, -2s"
                        + " before the last one, or a time like 2026-01-31T12:00:00Z");
            }
            return new TraceTime(text, "", null, wall);
        }

        private static @Nullable Instant wall(String text) {
            try {
                return OffsetDateTime.parse(text).toInstant();
            } catch (DateTimeException noOffset) {
                try {
                    return LocalDateTime.parse(text)
                            .atZone(ZoneId.systemDefault())
                            .toInstant();
                } catch (DateTimeException noTime) {
                    return null;
                }
            }
        }
    }

    /**
     * Returns the time in the file's own unit.
     *
     * @throws CommandException if the file does not say what is needed for it
     */
    long in(TraceDatReader file) throws CommandException, TraceDatException {
        try {
            return wall == null ? counted(file) : ofWallClock(wall, file);
        } catch (ArithmeticException e) {
            throw new CommandException(
                    "'" + text + "' is not a time of this file: "
                            + (file.timesAreNs()
                                    ? "it is too large, or no whole number of ns"
                                    : "its clock counts in whole numbers, as ringtail report prints them"),
                    e);
        }
    }

    /** Returns a time in the file's own unit as report prints it. */
    static String shown(long time, TraceDatReader file) {
        return file.timesAreNs() ? BigDecimal.valueOf(time, NS_DIGITS).toPlainString() : Long.toString(time);
    }

    private long ofWallClock(Instant time, TraceDatReader file) throws CommandException {
        long offset = file.wallClockOffsetNs()
                .orElseThrow(
                        () -> new CommandException("the file does not say when on the wall clock its events were, as"
                                + " Ringtail's recordings and those of trace-cmd record --date do: give '" + text
                                + "' as seconds, as ringtail report prints them"));
        long ns = Math.multiplyExact(time.getEpochSecond(), TimeUnit.SECONDS.toNanos(1));
        return Math.subtractExact(Math.addExact(ns, time.getNano()), offset);
    }

    private long counted(TraceDatReader file) throws CommandException, TraceDatException {
        BigDecimal value = number == null ? BigDecimal.ZERO : number;
        long given = (file.timesAreNs() ? value.movePointRight(NS_DIGITS) : value).longValueExact();
        if (sign.isEmpty()) {
            return given;
        }
        TimeRange times = file.times()
                .orElseThrow(
                        () -> new CommandException("'" + text + "' is relative to the file's events, and it has none"));
        return sign.equals("+") ? Math.addExact(times.first(), given) : Math.subtractExact(times.last(), given);
    }
}
