package io.ringtail.reader.format;

import io.ringtail.reader.CharacterRule;
import io.ringtail.reader.LineBytes;
import io.ringtail.reader.text.Digits;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A piece of a compiled print fmt. */
interface Part {
    /** Appends the piece's text. */
    void append(Payload payload, StringBuilder out);

    /** Appends the same text to lines of bytes; most parts make it of characters. */
    default void append(Payload payload, LineBytes out) {
        StringBuilder text = out.scratch();
        append(payload, text);
        out.append(text);
    }

    /** A text that is the same for every event. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Literal(String text, byte[] utf8) implements Part {
        Literal(String text) {
            this(text, text.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public void append(Payload payload, StringBuilder out) {
            out.append(text);
        }

        @Override
        public void append(Payload payload, LineBytes out) {
            out.append(utf8);
        }
    }

    /**
     * A number in decimal digits only, as most conversions show one.
     *
     * @param bytes how many of the argument's bytes count
     */
    record DecimalPart(boolean signed, int bytes, Expression argument) implements Part {
        private long number(Payload payload) {
            int unused = Long.SIZE - bytes * Byte.SIZE;
            long bits = argument.value(payload) << unused;
            return signed ? bits >> unused : bits >>> unused;
        }

        @Override
        public void append(Payload payload, StringBuilder out) {
            if (signed) {
                out.append(number(payload));
            } else {
                Digits.appendUnsigned(number(payload), out);
            }
        }

        @Override
        public void append(Payload payload, LineBytes out) {
            if (signed) {
                out.appendSigned(number(payload));
            } else {
                out.appendUnsigned(number(payload));
            }
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

        @Override
        public void append(Payload payload, LineBytes out) {
            if (!conversion.isPlainText() || !argument.appendPrintable(payload, out)) {
                Part.super.append(payload, out);
            }
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
