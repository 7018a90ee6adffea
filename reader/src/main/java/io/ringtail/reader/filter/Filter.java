package io.ringtail.reader.filter;

import io.ringtail.proto.event.EventFormat;
import io.ringtail.reader.EventView;
import io.ringtail.reader.filter.Expression.Joined;
import io.ringtail.reader.filter.Expression.Not;
import io.ringtail.reader.filter.Expression.Term;
import java.util.List;
import java.util.Map;

/**
 * A predicate on events in the language of tracefs's {@code filter} files, such as {@code quantity > 100 && customer ~
 * "a*"}. Immutable.
 *
 * <p>It is compiled for each type of event. A comparison with a field that the type does not have, or that is of another
 * kind than the value, is neither true nor false: no event matches because of it, negated or not.
 */
public final class Filter {
    /** The most characters. */
    public static final int MAX_LENGTH = 2048;
    /** The most parentheses and {@code !} within each other. */
    public static final int MAX_DEPTH = 64;
    /** The most comparisons. */
    public static final int MAX_TERMS = 128;

    private final String text;
    private final Expression expression;

    private Filter(String text, Expression expression) {
        this.text = text;
        this.expression = expression;
    }

    /**
     * Parses a filter.
     *
     * @throws FilterException if it is malformed, or exceeds the limits of this class; no other exception is thrown
     */
    public static Filter parse(String text) throws FilterException {
        return new Filter(text, new FilterParser(text).parse());
    }

    /** Receives what becomes of each comparison for a type of event. */
    interface TermListener {
        /** Does nothing. */
        TermListener NONE = new TermListener() {
            @Override
            public void onUsable(Term term) {}

            @Override
            public void onUnusable(Term term, FilterException problem) {}
        };

        void onUsable(Term term);

        void onUnusable(Term term, FilterException problem);
    }

    /**
     * Compiles the filter for events of the type that a view shows.
     *
     * @param globs the compiled patterns, which all types share
     */
    EventTest compile(EventView event, EventFormat format, Map<Term, Glob> globs, TermListener terms) {
        return compile(expression, false, new TermCompiler(text, event, format, globs), terms);
    }

    private static EventTest compile(Expression part, boolean negated, TermCompiler compiler, TermListener terms) {
        if (part instanceof Not not) {
            return compile(not.part(), !negated, compiler, terms);
        }
        if (part instanceof Joined joined) {
            List<EventTest> tests = joined.parts().stream()
                    .map(each -> compile(each, negated, compiler, terms))
                    .toList();
            return EventTest.joined(joined.all() != negated, tests);
        }
        Term term = (Term) part;
        try {
            EventTest test = compiler.compile(term, negated);
            terms.onUsable(term);
            return test;
        } catch (FilterException e) {
            terms.onUnusable(term, e);
            return EventTest.NEVER;
        }
    }

    /** Returns the text that was parsed. */
    @Override
    public String toString() {
        return text;
    }
}
