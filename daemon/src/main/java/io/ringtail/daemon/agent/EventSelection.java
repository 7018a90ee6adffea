package io.ringtail.daemon.agent;

import io.ringtail.reader.filter.EventPattern;
import java.util.List;

/**
 * Which events a recording wants, as in the {@code -e} and {@code -v} of trace-cmd: those that an included pattern
 * matches, unless an excluded one does. {@code all} matches everything, as does a selection without a pattern.
 *
 * @param included patterns of wanted events; empty for all
 * @param excluded patterns of events that are not wanted
 */
record EventSelection(List<String> included, List<String> excluded) {
    private static final String ALL = "all";

    /** Whether every event is wanted, those that are registered later too. */
    boolean isEverything() {
        return excluded.isEmpty() && (included.isEmpty() || included.contains(ALL));
    }

    boolean wants(String system, String name) {
        boolean wanted = included.isEmpty() || included.stream().anyMatch(pattern -> matches(pattern, system, name));
        return wanted && excluded.stream().noneMatch(pattern -> matches(pattern, system, name));
    }

    private static boolean matches(String pattern, String system, String name) {
        return pattern.equals(ALL) || new EventPattern(pattern.replace('/', ':')).matches(system, name);
    }
}
