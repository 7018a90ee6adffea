package io.ringtail.cli;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A pattern of event names: {@code *} stands for any characters, {@code ?} for one. With a colon it is matched with
 * {@code SYSTEM:NAME}, without one with either part.
 */
final class EventGlob {
    private static final int MAX_NEAR = 5;

    private final String text;
    private final boolean whole;
    private final Pattern pattern;

    EventGlob(String text) {
        this.text = text;
        this.whole = text.contains(":");
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            regex.append(c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(String.valueOf(c)));
        }
        this.pattern = Pattern.compile(regex.toString());
    }

    boolean matches(String system, String name) {
        return whole
                ? pattern.matcher(system + ":" + name).matches()
                : pattern.matcher(system).matches() || pattern.matcher(name).matches();
    }

    /** Whether {@code SYSTEM:NAME} matches. */
    boolean matches(String event) {
        int colon = event.indexOf(':');
        return colon < 0 ? matches(event, "") : matches(event.substring(0, colon), event.substring(colon + 1));
    }

    /** The names most like the pattern, best first. */
    List<String> near(List<String> events) {
        String wanted = letters(text);
        return events.stream()
                .sorted((a, b) -> Integer.compare(distance(wanted, a), distance(wanted, b)))
                .limit(MAX_NEAR)
                .toList();
    }

    private int distance(String wanted, String event) {
        int colon = event.indexOf(':');
        String name = letters(event);
        int least = editDistance(wanted, name);
        return whole || colon < 0
                ? least
                : Math.min(
                        least,
                        Math.min(
                                editDistance(wanted, name.substring(0, colon)),
                                editDistance(wanted, name.substring(colon + 1))));
    }

    private static String letters(String text) {
        return text.toLowerCase(Locale.ROOT).replace("*", "").replace("?", "");
    }

    private static int editDistance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }

    @Override
    public String toString() {
        return text;
    }
}
