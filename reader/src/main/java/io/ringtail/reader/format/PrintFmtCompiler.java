package io.ringtail.reader.format;

import io.ringtail.proto.event.EventFormat;
import io.ringtail.reader.format.Part.CharacterPart;
import io.ringtail.reader.format.Part.DecimalPart;
import io.ringtail.reader.format.Part.FloatingPart;
import io.ringtail.reader.format.Part.Literal;
import io.ringtail.reader.format.Part.NumberPart;
import io.ringtail.reader.format.Part.PointerPart;
import io.ringtail.reader.format.Part.StarPart;
import io.ringtail.reader.format.Part.TextPart;
import io.ringtail.reader.format.Scanner.Kind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Compiles a print fmt: a string with conversions as in printf, and their arguments. */
final class PrintFmtCompiler {
    private static final int MOST_ARGUMENTS = 1024;
    private static final String HEX_PREFIX = "0x";
    private static final char FUNCTION = 'f';
    private static final char FUNCTION_AND_OFFSET = 'F';

    private final Kernel kernel;
    private final List<Expression> arguments = new ArrayList<>();
    private final List<Part> parts = new ArrayList<>();
    private final StringBuilder literal = new StringBuilder();
    private String text = "";
    private int next;
    private int usedArguments;

    private PrintFmtCompiler(Kernel kernel) {
        this.kernel = kernel;
    }

    /** Compiles an event's print fmt. */
    static PrintProgram compile(EventFormat format, Kernel kernel) throws PrintFmtException {
        PrintFmtCompiler compiler = new PrintFmtCompiler(kernel);
        compiler.parse(format);
        return compiler.program();
    }

    /** Compiles a text whose conversions show arguments that are given. */
    static PrintProgram compile(String text, List<Expression> arguments, Kernel kernel) throws PrintFmtException {
        PrintFmtCompiler compiler = new PrintFmtCompiler(kernel);
        compiler.text = unescaped(text);
        compiler.arguments.addAll(arguments);
        return compiler.program();
    }

    private void parse(EventFormat format) throws PrintFmtException {
        Scanner scanner = new Scanner(format.printFmt());
        ArgumentParser parser = new ArgumentParser(scanner, format, kernel);
        if (scanner.kind() != Kind.STRING) {
            throw new PrintFmtException("it does not begin with a string");
        }
        text = unescaped(parser.strings());
        while (scanner.accept(",")) {
            if (arguments.size() == MOST_ARGUMENTS) {
                throw new PrintFmtException("it has more than " + MOST_ARGUMENTS + " arguments");
            }
            arguments.add(parser.argument());
        }
        if (scanner.kind() != Kind.END) {
            throw new PrintFmtException("unexpected text after the arguments");
        }
    }

    private PrintProgram program() throws PrintFmtException {
        compileText();
        endLine();
        return new PrintProgram(parts.toArray(Part[]::new), List.copyOf(arguments));
    }

    /** Lets a newline at the end of a last text end the line. */
    private void endLine() {
        int last = parts.size() - 1;
        if (last >= 0 && parts.get(last) instanceof TextPart part) {
            parts.set(last, new TextPart(part.conversion(), part.argument(), true));
        }
    }

    /** The text of a C string; the other strings of a print fmt are shown as they are written. */
    private static String unescaped(String string) {
        StringBuilder unescaped = new StringBuilder();
        for (int i = 0; i < string.length(); i++) {
            char c = string.charAt(i);
            if (c == '\\' && i + 1 < string.length()) {
                c = Scanner.unescaped(string.charAt(++i));
            }
            unescaped.append(c);
        }
        return unescaped.toString();
    }

    private void compileText() throws PrintFmtException {
        while (next < text.length()) {
            char c = text.charAt(next++);
            if (c != '%') {
                literal.append(c);
            } else if (next < text.length() && text.charAt(next) == '%') {
                literal.append('%');
                next++;
            } else {
                compileConversion();
            }
        }
        endLiteral();
    }

    private void endLiteral() {
        if (!literal.isEmpty()) {
            parts.add(new Literal(literal.toString()));
            literal.setLength(0);
        }
    }

    private void compileConversion() throws PrintFmtException {
        boolean left = false;
        boolean zeroes = false;
        boolean alternative = false;
        char sign = 0;
        for (; "-0#+ ".indexOf(peek()) >= 0; next++) {
            switch (peek()) {
                case '-' -> left = true;
                case '0' -> zeroes = true;
                case '#' -> alternative = true;
                default -> sign = sign == '+' ? '+' : peek();
            }
        }
        Expression starWidth = star();
        int width = starWidth == null ? decimal() : 0;
        Expression starPrecision = null;
        int precision = -1;
        if (peek() == '.') {
            next++;
            starPrecision = star();
            precision = starPrecision == null ? decimal() : -1;
        }
        int bytes = bytes();
        String form = peek() == 'p' ? PointerForm.letters(text.substring(next + 1)) : null;
        if (form != null) {
            next += 1 + form.length();
            endLiteral();
            Span pointed = FunctionParser.array(takeArgument());
            parts.add(PointerForm.part(form, pointed, starWidth, width, kernel.machine()));
            return;
        }
        if (next >= text.length()) {
            // A % at the end shows nothing.
            return;
        }
        Conversion conversion = new Conversion(letter(), bytes, left, zeroes, alternative, sign, width, precision);
        add(conversion, starWidth, starPrecision);
    }

    private void add(Conversion conversion, @Nullable Expression width, @Nullable Expression precision)
            throws PrintFmtException {
        Expression argument = takeArgument();
        boolean hex = conversion.letter() == 'x' || conversion.letter() == 'X';
        if (hex && argument instanceof FieldNumber field && field.floating()) {
            dropHexPrefix();
            endLiteral();
            parts.add(new FloatingPart(field));
            return;
        }
        endLiteral();
        if (width == null && precision == null) {
            parts.add(part(conversion, argument));
        } else {
            parts.add(new StarPart(conversion, width, precision, fitted -> part(fitted, argument)));
        }
    }

    /** Drops the prefix of hexadecimal digits, since a floating-point field is shown as its value, not as its bits. */
    private void dropHexPrefix() {
        int start = literal.length() - HEX_PREFIX.length();
        if (start >= 0 && literal.indexOf(HEX_PREFIX, start) == start) {
            literal.setLength(start);
        }
    }

    private Part part(Conversion conversion, Expression argument) {
        return switch (conversion.letter()) {
            case 's' -> new TextPart(conversion, argument, false);
            case 'c' -> new CharacterPart(conversion, argument);
            case FUNCTION, FUNCTION_AND_OFFSET -> {
                boolean withOffset = conversion.letter() == FUNCTION_AND_OFFSET;
                yield argument instanceof StringConstant
                        ? new TextPart(conversion, argument, false)
                        : new FunctionPart(conversion, argument, kernel.functions(), withOffset);
            }
            case 'p' ->
                argument instanceof StringConstant
                        ? new TextPart(conversion, argument, false)
                        : new PointerPart(conversion, argument);
            default ->
                conversion.isPlainDecimal()
                        ? new DecimalPart(conversion.isSigned(), conversion.bytes(), argument)
                        : new NumberPart(conversion, argument);
        };
    }

    private @Nullable Expression star() throws PrintFmtException {
        if (peek() != '*') {
            return null;
        }
        next++;
        return takeArgument();
    }

    private int decimal() {
        int value = 0;
        for (; peek() >= '0' && peek() <= '9'; next++) {
            value = Math.min(Conversion.MOST_WIDTH, value * 10 + (peek() - '0'));
        }
        return value;
    }

    private int bytes() {
        int bytes = Integer.BYTES;
        for (; "hlLqzjt".indexOf(peek()) >= 0; next++) {
            bytes = peek() == 'h' ? Math.max(1, bytes / 2) : Long.BYTES;
        }
        return bytes;
    }

    /** The conversion's letter, or one of the letters above for pointers that name functions. */
    private char letter() throws PrintFmtException {
        char letter = peek();
        next++;
        if (letter == 'p') {
            char kind = peek();
            if ("sSfFB".indexOf(kind) >= 0) {
                next++;
                return kind == 's' || kind == 'f' ? FUNCTION : FUNCTION_AND_OFFSET;
            }
            if ("xKe".indexOf(kind) >= 0) {
                next++;
            } else if ((kind >= 'a' && kind <= 'z') || (kind >= 'A' && kind <= 'Z')) {
                throw new PrintFmtException("%p" + kind + " is not known");
            }
            return 'p';
        }
        if ("diuxXosc".indexOf(letter) < 0) {
            throw new PrintFmtException("%" + letter + " is not known");
        }
        return letter;
    }

    private char peek() {
        return next < text.length() ? text.charAt(next) : '\0';
    }

    private Expression takeArgument() throws PrintFmtException {
        if (usedArguments == arguments.size()) {
            throw new PrintFmtException("it has more conversions than arguments");
        }
        return arguments.get(usedArguments++);
    }
}
