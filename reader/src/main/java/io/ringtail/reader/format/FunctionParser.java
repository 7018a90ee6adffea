package io.ringtail.reader.format;

import io.ringtail.reader.format.Scanner.Kind;
import java.util.ArrayList;
import java.util.List;

/** Parses the calls in a print fmt: the functions that the kernel's event macros offer. */
final class FunctionParser {
    private static final int MOST_SYMBOLS = 4096;

    private final Machine machine;
    private final Scanner scanner;
    private final ArgumentParser arguments;

    FunctionParser(Scanner scanner, ArgumentParser arguments, Machine machine) {
        this.machine = machine;
        this.scanner = scanner;
        this.arguments = arguments;
    }

    /** Parses a call after its opening parenthesis. */
    Expression call(String function) throws PrintFmtException {
        Expression result = switch (function) {
            case "__get_str",
                    "__get_rel_str",
                    "__get_dynamic_array",
                    "__get_rel_dynamic_array",
                    "__get_sockaddr",
                    "__get_rel_sockaddr" -> span();
            case "__get_bitmask", "__get_rel_bitmask" -> new PrintBitmap(new Bitmap(span(), machine), false);
            case "__get_cpumask", "__get_rel_cpumask" -> new PrintBitmap(new Bitmap(span(), machine), true);
            // libtraceevent assumes 1000 jiffies a second, since no trace says how many there are.
            case "jiffies_to_msecs" -> arguments.argument();
            case "__get_dynamic_array_len", "__get_rel_dynamic_array_len" -> new SpanLength(span());
            case "__print_symbolic", "__print_symbolic_u64" -> symbolic();
            case "__print_flags", "__print_flags_u64" -> flags();
            case "__print_hex" -> bytes(" ");
            case "__print_hex_str" -> bytes("");
            case "__print_array" -> array();
            case "__builtin_expect" -> expected();
            default -> throw new PrintFmtException("function " + function + " is not known");
        };
        scanner.expect(")");
        return result;
    }

    private Span span() throws PrintFmtException {
        return new Span(arguments.field(scanner.expectName()));
    }

    private Expression symbolic() throws PrintFmtException {
        Expression number = arguments.argument();
        return new PrintSymbolic(number, symbols());
    }

    private Expression flags() throws PrintFmtException {
        Expression number = arguments.argument();
        scanner.expect(",");
        if (scanner.kind() != Kind.STRING) {
            throw new PrintFmtException("expected the delimiter of flags");
        }
        String delimiter = arguments.strings();
        return new PrintFlags(number, delimiter, symbols());
    }

    /** Parses the list of symbols; a null pointer in place of a name ends it. */
    private Symbols symbols() throws PrintFmtException {
        List<Long> values = new ArrayList<>();
        List<String> names = new ArrayList<>();
        while (scanner.accept(",") && scanner.accept("{")) {
            if (!(arguments.symbolValue() instanceof Constant value) || values.size() == MOST_SYMBOLS) {
                throw new PrintFmtException("a symbol's value is not a constant, or there are too many");
            }
            scanner.expect(",");
            if (scanner.kind() == Kind.STRING) {
                values.add(value.number());
                names.add(arguments.strings());
            } else {
                arguments.argument();
            }
            scanner.expect("}");
        }
        return new Symbols(values, names);
    }

    private Expression bytes(String separator) throws PrintFmtException {
        Span bytes = array(arguments.argument());
        scanner.expect(",");
        return new PrintBytes(bytes, arguments.argument(), separator);
    }

    private Expression array() throws PrintFmtException {
        Span array = array(arguments.argument());
        scanner.expect(",");
        Expression count = arguments.argument();
        scanner.expect(",");
        if (!(arguments.argument() instanceof Constant size) || size.number() < 1 || size.number() > Long.BYTES) {
            throw new PrintFmtException("an array's elements have 1 to 8 bytes");
        }
        return new PrintArray(array, count, (int) size.number());
    }

    static Span array(Expression expression) throws PrintFmtException {
        if (expression instanceof Span span) {
            return span;
        }
        if (expression instanceof ArrayView view) {
            return view.array();
        }
        throw new PrintFmtException("expected an array");
    }

    private Expression expected() throws PrintFmtException {
        Expression value = arguments.argument();
        scanner.expect(",");
        arguments.argument();
        return value;
    }
}
