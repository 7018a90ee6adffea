package io.ringtail.reader.format;

import io.ringtail.proto.event.EventFormat;
import io.ringtail.proto.event.FormatField;
import io.ringtail.reader.format.Scanner.Kind;
import io.ringtail.reader.format.Scanner.Mark;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Parses the arguments of a print fmt: the subset of C's expressions that formats use. */
final class ArgumentParser {
    private static final int MOST_DEPTH = 64;
    private static final int MOST_NODES = 4096;
    private static final Set<String> TYPE_WORDS =
            Set.of("unsigned", "signed", "const", "struct", "enum", "long", "int");
    /** Enumerators that libtraceevent has built in. */
    private static final Map<String, Long> KNOWN_NAMES = Map.ofEntries(
            Map.entry("HI_SOFTIRQ", 0L),
            Map.entry("TIMER_SOFTIRQ", 1L),
            Map.entry("NET_TX_SOFTIRQ", 2L),
            Map.entry("NET_RX_SOFTIRQ", 3L),
            Map.entry("BLOCK_SOFTIRQ", 4L),
            Map.entry("IRQ_POLL_SOFTIRQ", 5L),
            Map.entry("TASKLET_SOFTIRQ", 6L),
            Map.entry("SCHED_SOFTIRQ", 7L),
            Map.entry("HRTIMER_SOFTIRQ", 8L),
            Map.entry("RCU_SOFTIRQ", 9L),
            Map.entry("HRTIMER_NORESTART", 0L),
            Map.entry("HRTIMER_RESTART", 1L));

    private static final Payload NO_PAYLOAD = new Payload(ByteOrder.LITTLE_ENDIAN);

    private final Scanner scanner;
    private final EventFormat format;
    private final Kernel kernel;
    private final FunctionParser functions;
    private int depth;
    private int nodes;

    ArgumentParser(Scanner scanner, EventFormat format, Kernel kernel) {
        this.scanner = scanner;
        this.format = format;
        this.kernel = kernel;
        this.functions = new FunctionParser(scanner, this, kernel.machine());
    }

    Expression argument() throws PrintFmtException {
        enter();
        Expression condition = binary(1);
        if (scanner.accept("?")) {
            Expression yes = argument();
            scanner.expect(":");
            condition = new Conditional(condition, yes, argument());
        }
        depth--;
        return condition;
    }

    private void enter() throws PrintFmtException {
        if (++depth > MOST_DEPTH) {
            throw new PrintFmtException("it is nested deeper than " + MOST_DEPTH);
        }
        count();
    }

    private void count() throws PrintFmtException {
        if (++nodes > MOST_NODES) {
            throw new PrintFmtException("it has more than " + MOST_NODES + " operators");
        }
    }

    private Expression binary(int leastPrecedence) throws PrintFmtException {
        Expression left = unary();
        BinaryOperator operator = operator();
        while (operator != null && operator.precedence() >= leastPrecedence) {
            count();
            scanner.advance();
            left = folded(operator, number(left), number(binary(operator.precedence() + 1)));
            operator = operator();
        }
        return left;
    }

    private @Nullable BinaryOperator operator() {
        return scanner.kind() == Kind.SYMBOL ? BinaryOperator.of(scanner.text()) : null;
    }

    /** Rejects an array as an operand: where its bytes are is not known as a number. */
    private static Expression number(Expression operand) throws PrintFmtException {
        if (operand instanceof Span span
                && span.field().isArray()
                && !span.field().dynamic()) {
            throw new PrintFmtException("an array is the operand of an operator");
        }
        return operand;
    }

    private static Expression folded(BinaryOperator operator, Expression left, Expression right) {
        if (left instanceof Constant first && right instanceof Constant second) {
            return new Constant(operator.apply(first.number(), second.number()));
        }
        return new Binary(operator, left, right);
    }

    private Expression unary() throws PrintFmtException {
        enter();
        Expression result;
        if (scanner.accept("&")) {
            result = unary();
            if (result instanceof ArrayElement) {
                throw new PrintFmtException("the address of an array's element is not known");
            }
        } else if (scanner.kind() == Kind.SYMBOL && scanner.text().length() == 1 && "-~!+".contains(scanner.text())) {
            char operator = scanner.text().charAt(0);
            scanner.advance();
            result = new Unary(operator, unary());
            if (((Unary) result).operand() instanceof Constant constant) {
                result = new Constant(new Unary(operator, constant).value(NO_PAYLOAD));
            }
        } else {
            result = indexed(primary());
        }
        depth--;
        return result;
    }

    private Expression primary() throws PrintFmtException {
        return switch (scanner.kind()) {
            case NUMBER -> number();
            case STRING -> new StringConstant(strings());
            case NAME -> named(scanner.expectName());
            case SYMBOL -> parenthesis();
            case END -> throw new PrintFmtException("it ends where an argument is expected");
        };
    }

    private Expression number() throws PrintFmtException {
        Constant constant = new Constant(scanner.number());
        scanner.advance();
        return constant;
    }

    /**
     * Parses a symbol's value: an unknown name is -1, which hardly any event contains; inside an expression it is 0.
     */
    Expression symbolValue() throws PrintFmtException {
        boolean unknown = scanner.kind() == Kind.NAME && !KNOWN_NAMES.containsKey(scanner.text());
        Expression value = argument();
        return unknown && value instanceof Constant ? new Constant(-1) : value;
    }

    /** Parses one string literal, or several adjacent ones. */
    String strings() throws PrintFmtException {
        StringBuilder joined = new StringBuilder();
        while (scanner.kind() == Kind.STRING) {
            joined.append(scanner.text());
            scanner.advance();
        }
        return joined.toString();
    }

    private Expression named(String name) throws PrintFmtException {
        if (name.equals("REC") && scanner.accept("->")) {
            return fieldValue(field(scanner.expectName()));
        }
        if (scanner.accept("(")) {
            return functions.call(name);
        }
        return switch (name) {
            case "true" -> new Constant(1);
            case "false", "NULL" -> new Constant(0);
            default -> new Constant(KNOWN_NAMES.getOrDefault(name, 0L));
        };
    }

    FormatField field(String name) throws PrintFmtException {
        return format.field(name).orElseThrow(() -> new PrintFmtException("there is no field " + name));
    }

    private Expression fieldValue(FormatField field) {
        boolean floating = field.type().equals("float") || field.type().equals("double");
        boolean isNumber = field.size() <= Long.BYTES && Integer.bitCount(field.size()) == 1;
        if (field.isArray() || field.dynamic() || !isNumber) {
            return new Span(field);
        }
        return new FieldNumber(field.name(), field.offset(), field.size(), floating, kernel);
    }

    private Expression parenthesis() throws PrintFmtException {
        scanner.expect("(");
        Mark mark = scanner.mark();
        String type = castType();
        if (type != null) {
            return cast(type, unary());
        }
        scanner.returnTo(mark);
        if (scanner.kind() == Kind.NAME && scanner.text().equals("REC")) {
            scanner.advance();
            if (scanner.accept(")")) {
                scanner.expect("->");
                return fieldValue(field(scanner.expectName()));
            }
            scanner.returnTo(mark);
        }
        Expression inner = argument();
        scanner.expect(")");
        return inner;
    }

    /** The type in the parentheses of a cast; null if this is not a cast. */
    private @Nullable String castType() throws PrintFmtException {
        StringBuilder type = new StringBuilder();
        boolean onlyTypeWords = true;
        while ((scanner.kind() == Kind.NAME && !scanner.text().equals("REC")) || scanner.isSymbol("*")) {
            boolean star = scanner.isSymbol("*");
            if (!star) {
                onlyTypeWords &= TYPE_WORDS.contains(scanner.text());
            }
            if (!scanner.text().equals("const")) {
                type.append(type.isEmpty() || star ? "" : " ").append(scanner.text());
            }
            scanner.advance();
        }
        if (type.isEmpty() || type.charAt(0) == '*' || !scanner.accept(")")) {
            return null;
        }
        boolean operandFollows = scanner.kind() == Kind.NAME
                || scanner.kind() == Kind.NUMBER
                || scanner.kind() == Kind.STRING
                || scanner.isSymbol("(")
                || scanner.isSymbol("~");
        boolean surelyType = onlyTypeWords || NumberType.sizeOf(type.toString()) > 0;
        return operandFollows || surelyType ? type.toString() : null;
    }

    private static Expression cast(String type, Expression operand) {
        if (type.endsWith("*")) {
            int elementSize = NumberType.sizeOf(type.substring(0, type.length() - 1));
            return operand instanceof Span array && elementSize > 0 ? new ArrayView(array, elementSize) : operand;
        }
        int size = NumberType.sizeOf(type);
        if (size == 0 || size == Long.BYTES) {
            return operand;
        }
        Cast cast = new Cast(size, operand);
        return operand instanceof Constant ? new Constant(cast.value(NO_PAYLOAD)) : cast;
    }

    private Expression indexed(Expression array) throws PrintFmtException {
        if (!scanner.accept("[")) {
            return array;
        }
        Expression index = argument();
        scanner.expect("]");
        if (array instanceof Span span) {
            return new ArrayElement(span, span.elementSize(), index);
        }
        if (array instanceof ArrayView view) {
            return new ArrayElement(view.array(), view.elementSize(), index);
        }
        throw new PrintFmtException("the operand of [ is not an array");
    }
}
