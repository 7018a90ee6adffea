package io.ringtail.reader.format;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The kernel's constant strings to which events refer by address, as in tracefs's {@code printk_formats}. Immutable. */
public final class PrintkFormats {
    /** No strings. */
    public static final PrintkFormats NONE = new PrintkFormats(Map.of());

    private static final String NEWLINE = "\\n";

    private final Map<Long, String> byAddress;

    private PrintkFormats(Map<Long, String> byAddress) {
        this.byAddress = byAddress;
    }

    /** Parses lines of an address, a colon and a string in quotes; other lines are skipped. */
    public static PrintkFormats parse(String lines) {
        Map<Long, String> formats = new HashMap<>();
        lines.lines().forEach(line -> add(line, formats));
        return formats.isEmpty() ? NONE : new PrintkFormats(formats);
    }

    private static void add(String line, Map<Long, String> formats) {
        int colon = line.indexOf(':');
        if (colon < 0) {
            return;
        }
        String digits = line.substring(0, colon).strip();
        try {
            long address = Long.parseUnsignedLong(digits.startsWith("0x") ? digits.substring(2) : digits, 16);
            formats.put(address, unquoted(line.substring(Math.min(line.length(), colon + 2))));
        } catch (NumberFormatException ignored) {
            // A line that does not begin with an address describes no string.
        }
    }

    /** Removes the quotes and a last escaped newline. */
    private static String unquoted(String quoted) {
        int start = quoted.startsWith("\"") ? 1 : 0;
        int end = quoted.length() - (quoted.endsWith("\"") && quoted.length() > start ? 1 : 0);
        String text = quoted.substring(start, end);
        return text.endsWith(NEWLINE) ? text.substring(0, text.length() - NEWLINE.length()) : text;
    }

    @Nullable
    String at(long address) {
        return byAddress.isEmpty() ? null : byAddress.get(address);
    }
}
