package io.ringtail.reader.format;

import io.ringtail.reader.text.Digits;
import org.jspecify.annotations.Nullable;

/** {@code %*ph} and others: as many bytes as the width says, in hexadecimal. */
record BytesPart(Span bytes, @Nullable Expression width, int fixedWidth, String separator) implements Part {
    private static final int MOST = 64;

    /** Returns the part for the letters after {@code %p}: {@code h}, and perhaps {@code C}, {@code D} or {@code N}. */
    static BytesPart of(Span bytes, @Nullable Expression width, int fixedWidth, String letters) {
        String separator = switch (letters) {
            case "hC" -> ":";
            case "hD" -> "-";
            case "hN" -> "";
            default -> " ";
        };
        return new BytesPart(bytes, width, fixedWidth, separator);
    }

    @Override
    public void append(Payload payload, StringBuilder out) {
        int start = bytes.start(payload);
        long wanted = width != null ? (int) width.value(payload) : Math.max(1, fixedWidth);
        long count = Math.min(Math.min(wanted, MOST), bytes.length(payload));
        for (int i = 0; i < count; i++) {
            out.append(i == 0 ? "" : separator);
            Digits.appendHex(payload.number(start + i, 1), 2, out);
        }
    }
}
