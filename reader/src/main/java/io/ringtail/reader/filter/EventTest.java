package io.ringtail.reader.filter;

import io.ringtail.reader.EventView;
import java.util.List;

/** What remains of a filter for one type of event. Allocates nothing. */
@FunctionalInterface
interface EventTest {
    /** No event of the type matches. */
    EventTest NEVER = event -> false;

    boolean matches(EventView event);

    /** Returns the test for all parts, or for any of them. */
    static EventTest joined(boolean all, List<EventTest> parts) {
        List<EventTest> possible = parts.stream().filter(part -> part != NEVER).toList();
        if (possible.isEmpty() || (all && possible.size() < parts.size())) {
            return NEVER;
        }
        EventTest[] tests = possible.toArray(new EventTest[0]);
        return tests.length == 1 ? tests[0] : event -> joined(all, tests, event);
    }

    private static boolean joined(boolean all, EventTest[] tests, EventView event) {
        for (EventTest test : tests) {
            if (test.matches(event) != all) {
                return !all;
            }
        }
        return all;
    }
}
