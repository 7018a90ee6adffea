package io.ringtail.cli;

import io.ringtail.reader.filter.EventPattern;
import java.util.List;
import java.util.Locale;

/** A pattern for event names, as {@link EventPattern}, and the names that its author may have meant. */
final class EventGlob {
    private static final int MAX_NEAR = 5;
    private static final int MOST_COMPARED = 200;

    private final String text;
    private final EventPattern pattern;

    private EventGlob(String text, EventPattern pattern) {
        this.text = text;
        this.pattern = pattern;
    }

    static EventGlob of(String text) throws CommandException {
        try {
            return new EventGlob(text, new EventPattern(text));
        } catch (IllegalArgumentException e) {
            throw new CommandException(String.valueOf(e.getMessage()), e);
        }
    }

    boolean matches(String system, String name) {
        return pattern.matches(system, name);
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
        return pattern.isWhole() || colon < 0
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
