package io.ringtail.reader.filter;

import io.ringtail.proto.event.EventFormat;
import io.ringtail.reader.EventView;
import io.ringtail.reader.FieldKind;
import io.ringtail.reader.filter.Expression.Term;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Compiles terms for one type of event. */
final class TermCompiler {
    private static final int MOST_SHOWN_LABELS = 8;

    private final String source;
    private final EventView event;
    private final EventFormat format;
    private final Map<Term, Glob> globs;

    TermCompiler(String source, EventView event, EventFormat format, Map<Term, Glob> globs) {
        this.source = source;
        this.event = event;
        this.format = format;
        this.globs = globs;
    }

    /**
     * Compiles a term.
     *
     * @param negated whether events match for which the term is false
     * @throws FilterException if events of this type have no such field, or it is of another kind than the value
     */
    EventTest compile(Term term, boolean negated) throws FilterException {
        FieldReference field = FieldReference.of(term.field().text(), event, format);
        if (field == null) {
            throw problem(term.field(), term.field().shown() + " is no field of " + name());
        }
        return switch (field.kind()) {
            case TEXT -> text(term, field, negated);
            case FLOATING -> floating(term, field, negated);
            case NUMBER, BOOLEAN -> number(term, field, negated);
            case NUMBERS ->
                throw problem(term.field(), term.field().shown() + " is an array, which cannot be compared");
        };
    }

    private EventTest text(Term term, FieldReference field, boolean negated) throws FilterException {
        if (term.operator() == Operator.LIKE) {
            Glob glob = glob(term);
            return event -> {
                CharSequence text = field.text(event);
                return text != null && glob.matches(text) != negated;
            };
        }
        if (term.operator() != Operator.EQUAL && term.operator() != Operator.NOT_EQUAL) {
            throw problem(
                    term.field(),
                    term.field().shown() + " is a text, for which there are ==, != and ~, not "
                            + term.operator().sign());
        }
        String wanted = Values.text(term.value());
        boolean equal = (term.operator() == Operator.EQUAL) != negated;
        return event -> {
            CharSequence text = field.text(event);
            return text != null && wanted.contentEquals(text) == equal;
        };
    }

    private Glob glob(Term term) throws FilterException {
        Glob glob = globs.get(term);
        if (glob == null) {
            glob = Values.glob(source, term.value());
            globs.put(term, glob);
        }
        return glob;
    }

    private EventTest floating(Term term, FieldReference field, boolean negated) throws FilterException {
        Operator operator = term.operator();
        if (operator == Operator.LIKE || operator == Operator.HAS_BITS) {
            throw problem(
                    term.field(),
                    term.field().shown() + " is a floating-point number, for which there is no " + operator.sign());
        }
        double wanted = nearest(needNumber(term).inUnitOf(field.name()), field.size());
        return event -> compare(operator, event.floating(field.index()), wanted) != negated;
    }

    /** Returns the value of a field's size that is shown as a number is written, where there is one: 0.1f for 0.1. */
    private static double nearest(BigDecimal number, int size) {
        float single = number.floatValue();
        boolean inRange = single != 0 && !Float.isInfinite(single);
        return size == Float.BYTES && inRange ? single : number.doubleValue();
    }

    /** Nothing but != is true of what is not a number. */
    private static boolean compare(Operator operator, double value, double wanted) {
        if (Double.isNaN(value)) {
            return operator == Operator.NOT_EQUAL;
        }
        return operator.accepts(value < wanted ? -1 : value > wanted ? 1 : 0);
    }

    private EventTest number(Term term, FieldReference field, boolean negated) throws FilterException {
        Operator operator = term.operator();
        if (operator == Operator.LIKE) {
            throw problem(term.field(), term.field().shown() + " is a number: ~ is for texts");
        }
        Long labelled = label(term, field);
        long wanted = labelled == null ? whole(term, field) : labelled;
        long mask = field.mask();
        if (operator == Operator.HAS_BITS) {
            return event -> ((field.number(event) & wanted & mask) != 0) != negated;
        }
        if (operator.isOfBits()) {
            boolean equal = (operator == Operator.EQUAL) != negated;
            return event -> (((field.number(event) ^ wanted) & mask) == 0) == equal;
        }
        return field.isUnsignedLong()
                ? event -> operator.accepts(Long.compareUnsigned(field.number(event), wanted)) != negated
                : event -> operator.accepts(Long.compare(field.number(event), wanted)) != negated;
    }

    private NumberValue needNumber(Term term) throws FilterException {
        if (term.value().kind() != Token.Kind.NUMBER) {
            throw problem(
                    term.value(),
                    term.field().shown() + " is a number, but " + term.value().shown() + " is none");
        }
        return Values.number(source, term.value());
    }

    /** Returns the value of the name that a term gives for a number, or null if it gives a number. */
    private @Nullable Long label(Term term, FieldReference field) throws FilterException {
        if (term.value().kind() == Token.Kind.NUMBER) {
            return null;
        }
        String name = Values.text(term.value());
        if (field.kind() == FieldKind.BOOLEAN && (name.equals("true") || name.equals("false"))) {
            return name.equals("true") ? 1L : 0L;
        }
        Map<Long, String> labels = field.index() < 0 ? Map.of() : event.labels(field.index());
        for (Map.Entry<Long, String> label : labels.entrySet()) {
            if (label.getValue().equals(name)) {
                int unused = Long.SIZE - Math.min(field.size(), Long.BYTES) * Byte.SIZE;
                return field.signed() ? label.getKey() << unused >> unused : label.getKey();
            }
        }
        if (labels.isEmpty()) {
            needNumber(term);
        }
        String some = String.join(
                ", ",
                new TreeSet<>(labels.values()).stream().limit(MOST_SHOWN_LABELS).toList());
        throw problem(
                term.value(),
                term.value().shown() + " is no value of " + term.field().shown() + ": it has " + some
                        + (labels.size() > MOST_SHOWN_LABELS ? " and others" : ""));
    }

    private long whole(Term term, FieldReference field) throws FilterException {
        NumberValue value = needNumber(term);
        BigDecimal exact = value.inUnitOf(field.name());
        BigInteger number;
        try {
            number = exact.toBigIntegerExact();
        } catch (ArithmeticException e) {
            throw problem(
                    term.value(),
                    term.field().shown() + " is a whole number, and " + exact.toPlainString() + " is none");
        }
        int bits = Math.max(1, Math.min(field.size(), Long.BYTES)) * Byte.SIZE;
        boolean ofBits = term.operator().isOfBits();
        BigInteger least =
                field.signed() || ofBits ? BigInteger.TWO.pow(bits - 1).negate() : BigInteger.ZERO;
        BigInteger end = BigInteger.TWO.pow(field.signed() && !(ofBits && value.showsBits()) ? bits - 1 : bits);
        if (number.compareTo(least) < 0 || number.compareTo(end) >= 0) {
            throw problem(
                    term.value(),
                    term.value().shown() + " is not in the range of "
                            + term.field().shown() + ", which has " + bits
                            + (field.signed() ? " bits, one of them for the sign" : " bits"));
        }
        return number.longValue();
    }

    private String name() {
        return event.system() + ":" + format.name();
    }

    private FilterException problem(Token at, String text) {
        return new FilterException(source, at.position(), text);
    }
}
