package io.ringtail.reader.format;

import io.ringtail.reader.LineBytes;
import io.ringtail.reader.format.Part.NumberPart;
import io.ringtail.reader.format.Part.PointerPart;
import java.util.Arrays;
import java.util.List;

/** A compiled print fmt. */
final class PrintProgram implements EventBody {
    /** The print fmt of an event that has none, or one that cannot be compiled. */
    static final PrintProgram EMPTY = new PrintProgram(new Part[0], List.of());

    private final Part[] parts;
    private final List<Expression> arguments;

    PrintProgram(Part[] parts, List<Expression> arguments) {
        this.parts = parts;
        this.arguments = arguments;
    }

    /** The arguments of the print fmt, in order. */
    List<Expression> arguments() {
        return arguments;
    }

    /** Whether a number is shown in hexadecimal. */
    boolean showsInHex(String field) {
        return Arrays.stream(parts).anyMatch(part -> isHex(part, field));
    }

    private static boolean isHex(Part part, String field) {
        if (part instanceof PointerPart pointer) {
            return isNumber(pointer.argument(), field);
        }
        return part instanceof NumberPart number
                && (number.conversion().letter() == 'x' || number.conversion().letter() == 'X')
                && isNumber(number.argument(), field);
    }

    private static boolean isNumber(Expression argument, String field) {
        Expression number = argument instanceof Cast cast ? cast.operand() : argument;
        return number instanceof FieldNumber of && of.name().equals(field);
    }

    @Override
    public void append(Payload payload, DecoderState state, StringBuilder out) {
        for (Part part : parts) {
            part.append(payload, out);
        }
    }

    @Override
    public void append(Payload payload, DecoderState state, LineBytes out) {
        for (Part part : parts) {
            part.append(payload, out);
        }
    }
}
