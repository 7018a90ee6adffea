package io.ringtail.reader.format;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A format of {@code trace_printk}, split into the arguments that an event holds and a text with conversions for them.
 * What a pointer points to was made a text when the event was written.
 *
 * @param text with {@code %s} for what was made a text
 * @param sizes of the arguments, as in {@link BinaryArguments}
 */
record PrintkText(String text, List<Integer> sizes) {
    private static final Pattern CONVERSION = Pattern.compile(
            "%([-0#+ ]*)(\\*|[0-9]*)(\\.(?:\\*|[0-9]*))?(hh?|ll?|[LqzjtZ])?(p[A-Za-z0-9]*|.)", Pattern.DOTALL);
    /** The pointers that an event holds as they are. */
    private static final String KEPT_POINTERS = "sSxKef";

    static PrintkText of(String format, Machine machine) {
        StringBuilder text = new StringBuilder();
        List<Integer> sizes = new ArrayList<>();
        Matcher matcher = CONVERSION.matcher(format);
        while (matcher.find()) {
            String letters = matcher.group(5);
            String found = matcher.group();
            if (letters.equals("%")) {
                matcher.appendReplacement(text, "%%");
                continue;
            }
            if (matcher.group(2).equals("*")) {
                sizes.add(Integer.BYTES);
            }
            if (".*".equals(matcher.group(3))) {
                sizes.add(Integer.BYTES);
            }
            if (letters.startsWith("p")) {
                boolean kept = letters.length() == 1 || KEPT_POINTERS.indexOf(letters.charAt(1)) >= 0;
                sizes.add(kept ? machine.longBytes() : BinaryArguments.TEXT);
                found = kept ? found : "%s";
            } else {
                sizes.add(letters.equals("s") ? BinaryArguments.TEXT : size(matcher.group(4), letters, machine));
            }
            matcher.appendReplacement(text, Matcher.quoteReplacement(found));
        }
        matcher.appendTail(text);
        return new PrintkText(text.toString(), List.copyOf(sizes));
    }

    private static int size(@Nullable String modifier, String letter, Machine machine) {
        if (letter.equals("c")) {
            return 1;
        }
        return switch (modifier == null ? "" : modifier) {
            case "hh" -> 1;
            case "h" -> Short.BYTES;
            case "l", "z", "Z", "t" -> machine.longBytes();
            case "ll", "L", "q", "j" -> Long.BYTES;
            default -> Integer.BYTES;
        };
    }
}
