package io.ringtail.reader.format;

import io.ringtail.reader.CharacterRule;
import io.ringtail.reader.text.Digits;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A piece of a compiled print fmt. */
interface Part {
    /** Appends the piece's text. */
    void append(Payload payload, StringBuilder out);

    /** A text that is the same for every event. */
    record Literal(String text) implements Part {
        @Override
        public void append(Payload payload, StringBuilder out) {
            out.append(text);
        }
    }

    /** A number. */
    record NumberPart(Conversion conversion, Expression argument) implements Part {
        @Override
        public void append(Payload payload, StringBuilder out) {
            conversion.appendNumber(argument.value(payload), out);
        }
    }

    /**
     * A text.
     *
     * @param last whether it ends the line, so that a newline at its end is no part of it
     */
    record TextPart(Conversion conversion, Expression argument, boolean last) implements Part {
        private static final int ESCAPED_NEWLINE = 2;

        @Override
        public void append(Payload payload, StringBuilder out) {
            int start = out.length();
            argument.appendText(payload, out);
            int end = out.length() - ESCAPED_NEWLINE;
            if (last && end >= start && out.charAt(end) == '\\' && argument.endsWithNewline(payload)) {
                out.setLength(end);
            }
            conversion.fitText(start, out);
        }
    }

    /** One character. */
    record CharacterPart(Conversion conversion, Expression argument) implements Part {
        @Override
        public void append(Payload payload, StringBuilder out) {
            int start = out.length();
            CharacterRule.TEXT.append((char) (argument.value(payload) & 0xff), out);
            conversion.pad(start, out);
        }
    }

    /** An address. */
    record PointerPart(Conversion conversion, Expression argument) implements Part {
        @Override
        public void append(Payload payload, StringBuilder out) {
            int start = out.length();
            long address = argument.value(payload);
            if (address == 0) {
                out.append("(nil)");
            } else {
                Digits.appendHex(address, 1, out.append("0x"));
            }
            conversion.pad(start, out);
        }
    }

    /** The number encoded in the bits of a floating-point field. */
    record FloatingPart(FieldNumber field) implements Part {
        @Override
        public void append(Payload payload, StringBuilder out) {
            field.appendFloating(payload, out);
        }
    }

    /** A conversion whose width or precision is also an argument. */
    record StarPart(
            Conversion conversion,
            @Nullable Expression width,
            @Nullable Expression precision,
            Function<Conversion, Part> part)
            implements Part {
        @Override
        public void append(Payload payload, StringBuilder out) {
            Conversion fitted = conversion;
            if (width != null) {
                fitted = fitted.withWidth((int) width.value(payload));
            }
            if (precision != null) {
                fitted = fitted.withPrecision((int) precision.value(payload));
            }
            part.apply(fitted).append(payload, out);
        }
    }
}
