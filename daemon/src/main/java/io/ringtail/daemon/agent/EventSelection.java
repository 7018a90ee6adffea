package io.ringtail.daemon.agent;

import io.ringtail.reader.filter.EventPattern;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Which events a recording wants, as in the {@code -e} and {@code -v} of trace-cmd: those that an included pattern
 * matches, unless an excluded one does. A selection without a pattern matches everything. For one thread.
 *
 * @param included patterns of wanted events; empty for all
 * @param excluded patterns of events that are not wanted
 */
record EventSelection(List<EventPattern> included, List<EventPattern> excluded) {
    private static final String ALL = "all";
    private static final String ANY = "*";

    /** Compiles a pattern as trace-cmd writes it: {@code all} matches everything, and a slash is a colon. */
    static EventPattern pattern(String text) throws RequestRefusedException {
        try {
            return new EventPattern(text.equals(ALL) ? ANY : text.replace('/', ':'));
        } catch (IllegalArgumentException e) {
            throw new RequestRefusedException("-e " + RecordArguments.printable(text) + ": " + e.getMessage());
        }
    }

    /** Whether every event is wanted, those that are registered later too. */
    boolean isEverything() {
        return excluded.isEmpty()
                && (included.isEmpty()
                        || included.stream()
                                .anyMatch(pattern -> pattern.toString().equals(ANY)));
    }

    boolean wants(String system, String name) {
        boolean wanted = included.isEmpty() || included.stream().anyMatch(pattern -> pattern.matches(system, name));
        return wanted && excluded.stream().noneMatch(pattern -> pattern.matches(system, name));
    }

    @Override
    public String toString() {
        return included.stream().map(pattern -> "-e " + pattern).collect(Collectors.joining(" "));
    }
}
