package io.ringtail.bench;

import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A line of the table of orderings: one test, everything that it saw, and how much of that must not occur.
 *
 * @param runs how often the test was done, in its own unit
 * @param outcomes how often each outcome was seen, in the order of printing
 * @param forbidden how many outcomes should have been impossible
 */
record OrderingRow(String test, long runs, Map<String, Long> outcomes, long forbidden) {
    static final String HEAD =
            String.format(Locale.ROOT, "%-40s %14s  %9s  %s", "test", "runs", "forbidden", "outcomes");

    @Override
    public String toString() {
        String seen = outcomes.entrySet().stream()
                .map(outcome -> outcome.getKey() + ": " + outcome.getValue())
                .collect(Collectors.joining("; "));
        return String.format(Locale.ROOT, "%-40s %14d  %9d  %s", test, runs, forbidden, seen);
    }
}
