package io.ringtail.cli;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Parses durations such as {@code 500ms}, {@code 10s}, {@code 1.5m} or {@code 2h}; a bare number is seconds. */
final class DurationConverter implements ITypeConverter<Duration> {
    private static final Pattern TEXT = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)\\s*(ms|s|m|h|)");

    /** Added in nanoseconds to any current time, it does not overflow a long. */
    private static final double LONGEST_MILLIS = 36_525 * 24 * 3_600_000.0;

    @Override
    public Duration convert(String value) {
        Matcher matcher = TEXT.matcher(value.strip().toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw new TypeConversionException("'" + value + "' is not a duration: give one like 500ms, 10s, 2m or 1h");
        }
        double millis = Double.parseDouble(matcher.group(1)) * millisOf(matcher.group(2));
        if (millis < 1) {
            throw new TypeConversionException("'" + value + "' is shorter than a millisecond");
        }
        if (millis > LONGEST_MILLIS) {
            throw new TypeConversionException("'" + value + "' is longer than 100 years: give one like 500ms or 2h");
        }
        return Duration.ofMillis(Math.round(millis));
    }

    private static int millisOf(String unit) {
        return switch (unit) {
            case "ms" -> 1;
            case "m" -> 60_000;
            case "h" -> 3_600_000;
            default -> 1000;
        };
    }
}
