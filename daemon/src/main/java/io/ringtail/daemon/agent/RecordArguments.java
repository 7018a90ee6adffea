package io.ringtail.daemon.agent;

import io.ringtail.reader.filter.EventPattern;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/**
 * The arguments of {@code trace-cmd record} that reach an agent: those that select events are followed, those that
 * change nothing about the events are skipped, and all others are refused, a command to execute above all.
 */
final class RecordArguments {
    /** Options without a value that select nothing. */
    private static final Set<String> SKIPPED =
            Set.of("-a", "-i", "-k", "-q", "-d", "-D", "-t", "--quiet", "--no-filter");
    /** Options with a value that select nothing: the clock is always {@code mono}, and sizes are the daemon's. */
    private static final Set<String> SKIPPED_WITH_VALUE = Set.of("-C", "-b", "-s", "-r", "--cmdlines-size");

    private static final String EVENT = "-e";
    private static final String NEGATE = "-v";

    private RecordArguments() {}

    static EventSelection parse(List<String> arguments) throws RequestRefusedException {
        List<EventPattern> included = new ArrayList<>();
        List<EventPattern> excluded = new ArrayList<>();
        boolean negated = false;
        Iterator<String> rest = arguments.iterator();
        while (rest.hasNext()) {
            String argument = rest.next();
            if (argument.startsWith(EVENT)) {
                String pattern = argument.equals(EVENT) ? value(argument, rest) : argument.substring(EVENT.length());
                (negated ? excluded : included).add(EventSelection.pattern(pattern));
            } else if (argument.equals(NEGATE)) {
                negated = true;
            } else if (SKIPPED_WITH_VALUE.contains(argument)) {
                value(argument, rest);
            } else if (!SKIPPED.contains(argument)) {
                throw new RequestRefusedException("it asks for '" + printable(argument)
                        + "', which has no equivalent here: select events with -e, and give other options before -A");
            }
        }
        return new EventSelection(included, excluded);
    }

    private static String value(String option, Iterator<String> rest) throws RequestRefusedException {
        if (!rest.hasNext()) {
            throw new RequestRefusedException("it asks for " + option + " without a value");
        }
        return rest.next();
    }

    /** A stranger's text for the log: short, and without control characters. */
    static String printable(String text) {
        String start = text.length() > 80 ? text.substring(0, 80) + "…" : text;
        return start.replaceAll("\\p{C}", "?");
    }
}
