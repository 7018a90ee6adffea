package io.ringtail.cli;

import java.util.List;
import java.util.Locale;

/**
 * A pattern for event names: {@code *} matches any characters, {@code ?} exactly one. A pattern with a colon is matched
 * against {@code SYSTEM:NAME}, one without against either part.
 */
final class EventGlob {
    private static final int MAX_NEAR = 5;
    private static final int MOST_COMPARED = 200;

    private final String text;
    private final boolean whole;

    EventGlob(String text) {
        this.text = text;
        this.whole = text.contains(":");
    }

    boolean matches(String system, String name) {
        return whole ? fits(system + ":" + name) : fits(system) || fits(name);
    }

    /** Takes no more steps than the product of both lengths: only the last {@code *} is ever retried. */
    private boolean fits(String name) {
        int at = 0;
        int star = -1;
        int retry = 0;
        for (int i = 0; i < name.length(); ) {
            char wanted = at < text.length() ? text.charAt(at) : '\0';
            if (wanted == '*') {
                star = at++;
                retry = i;
            } else if (at < text.length() && (wanted == '?' || wanted == name.charAt(i))) {
                at++;
                i++;
            } else if (star >= 0) {
                at = star + 1;
                i = ++retry;
            } else {
                return false;
            }
        }
        return text.substring(at).chars().allMatch(c -> c == '*');
    }

    /** Whether {@code SYSTEM:NAME} matches. */
    boolean matches(String event) {
        int colon = event.indexOf(':');
        return colon < 0 ? matches(event, "") : matches(event.substring(0, colon), event.substring(colon + 1));
    }

    /** The names most similar to the pattern, best first. */
    List<String> near(List<String> events) {
        String wanted = letters(text.substring(0, Math.min(text.length(), MOST_COMPARED)));
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
