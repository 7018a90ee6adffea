package io.ringtail.reader.filter;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A number as a filter gives it: decimal, hexadecimal after {@code 0x}, octal after {@code 0}, with a fraction, or a
 * duration.
 *
 * @param number in ns for a duration
 * @param showsBits whether it is hexadecimal or octal
 */
record NumberValue(BigDecimal number, boolean isDuration, boolean showsBits) {
    private static final Pattern DECIMAL = Pattern.compile("(-?\\d+(?:\\.\\d+)?)(ns|us|ms|s|m|h)?");
    private static final Pattern OCTAL = Pattern.compile("-?0\\d+");
    private static final int HEX = 16;
    private static final int OCT = 8;
    private static final Map<String, Long> NS = Map.of(
            "ns", 1L,
            "us", 1_000L,
            "ms", 1_000_000L,
            "s", 1_000_000_000L,
            "m", 60_000_000_000L,
            "h", 3_600_000_000_000L);

    /** Parses a number; returns null if the text is none. */
    static @Nullable NumberValue of(String text) {
        try {
            if (text.startsWith("0x") || text.startsWith("0X")) {
                return ofBits(new BigInteger(text.substring(2), HEX));
            }
            if (OCTAL.matcher(text).matches()) {
                return ofBits(new BigInteger(text, OCT));
            }
        } catch (NumberFormatException e) {
            return null;
        }
        Matcher matcher = DECIMAL.matcher(text);
        if (!matcher.matches()) {
            return null;
        }
        return ofDecimal(matcher.group(1), matcher.group(2));
    }

    /** Returns a decimal number, or a duration if there is a unit. */
    static NumberValue ofDecimal(String digits, @Nullable String unit) {
        BigDecimal number = new BigDecimal(digits);
        return unit == null
                ? new NumberValue(number, false, false)
                : new NumberValue(number.multiply(BigDecimal.valueOf(NS.getOrDefault(unit, 1L))), true, false);
    }

    private static NumberValue ofBits(BigInteger number) {
        return new NumberValue(new BigDecimal(number), false, true);
    }

    /** The number in the unit of a field: durations are in ns, unless the field's name ends in another unit. */
    BigDecimal inUnitOf(String field) {
        if (!isDuration) {
            return number;
        }
        String unit = field.substring(field.lastIndexOf('_') + 1);
        int digits = switch (unit) {
            case "us" -> 3;
            case "ms" -> 6;
            case "s", "sec", "secs", "seconds" -> 9;
            default -> 0;
        };
        return number.movePointLeft(digits);
    }
}
