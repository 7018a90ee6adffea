package io.ringtail.reader.format;

import io.ringtail.proto.event.EventFormat;
import io.ringtail.reader.format.Part.CharacterPart;
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

/** Compiles one print fmt: a string with conversions as in printf, and their arguments. */
final class PrintFmtCompiler {
    private static final int MOST_ARGUMENTS = 1024;
    private static final String HEX_PREFIX = "0x";

    private final EventFormat format;
    private final List<Expression> arguments = new ArrayList<>();
    private final List<Part> parts = new ArrayList<>();
    private final StringBuilder literal = new StringBuilder();
    private String text = "";
    private int next;
    private int usedArguments;

    PrintFmtCompiler(EventFormat format) {
        this.format = format;
    }

    PrintProgram compile() throws PrintFmtException {
        Scanner scanner = new Scanner(format.printFmt());
        ArgumentParser parser = new ArgumentParser(scanner, format);
        if (scanner.kind() != Kind.STRING) {
            throw new PrintFmtException("it does not begin with a string");
        }
        text = parser.strings();
        while (scanner.accept(",")) {
            if (arguments.size() == MOST_ARGUMENTS) {
                throw new PrintFmtException("it has more than " + MOST_ARGUMENTS + " arguments");
            }
            arguments.add(parser.argument());
        }
        if (scanner.kind() != Kind.END) {
            throw new PrintFmtException("unexpected text after the arguments");
        }
        compileText();
        return new PrintProgram(parts.toArray(Part[]::new), List.copyOf(arguments));
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
        AddressPart.Form form = peek() == 'p' ? AddressPart.Form.of(text.substring(next + 1)) : null;
        if (form != null) {
            next += 1 + form.length();
            endLiteral();
            parts.add(new AddressPart(FunctionParser.array(takeArgument()), form));
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
            parts.add(new StarPart(conversion, width, precision, argument));
        }
    }

    /** Drops the prefix of hexadecimal digits, since a floating-point field is shown as its value, not as its bits. */
    private void dropHexPrefix() {
        int start = literal.length() - HEX_PREFIX.length();
        if (start >= 0 && literal.indexOf(HEX_PREFIX, start) == start) {
            literal.setLength(start);
        }
    }

    static Part part(Conversion conversion, Expression argument) {
        return switch (conversion.letter()) {
            case 's' -> new TextPart(conversion, argument);
            case 'c' -> new CharacterPart(conversion, argument);
            case 'p', 'S' ->
                argument instanceof StringConstant
                        ? new TextPart(conversion, argument)
                        : new PointerPart(conversion, argument);
            default -> new NumberPart(conversion, argument);
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

    /** The conversion's letter; S for pointers that name functions, which are never shown as nil. */
    private char letter() throws PrintFmtException {
        char letter = peek();
        next++;
        if (letter == 'p') {
            char kind = peek();
            if ("sSfF".indexOf(kind) >= 0) {
                next++;
                return 'S';
            }
            if ("xK".indexOf(kind) >= 0) {
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
