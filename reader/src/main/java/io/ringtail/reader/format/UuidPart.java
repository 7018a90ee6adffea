package io.ringtail.reader.format;

import io.ringtail.reader.text.Digits;
import java.util.Locale;

/**
 * {@code %pU} and others: a UUID. A little-endian one has the bytes of its first group of four and its next two groups
 * of two reversed.
 */
record UuidPart(Span bytes, boolean little, boolean upper) implements Part {
    private static final int LENGTH = 16;

    /** Returns the part for the letters after {@code %p}: {@code U}, and perhaps {@code b}, {@code B}, {@code l} or {@code L}. */
    static UuidPart of(Span bytes, String letters) {
        String order = letters.substring(1);
        return new UuidPart(bytes, order.equalsIgnoreCase("l"), !order.equals(order.toLowerCase(Locale.ROOT)));
    }

    @Override
    public void append(Payload payload, StringBuilder out) {
        int start = bytes.start(payload);
        for (int i = 0; i < LENGTH; i++) {
            out.append(i == 4 || i == 6 || i == 8 || i == 10 ? "-" : "");
            long value = payload.number(start + at(i), 1);
            if (upper) {
                out.append(value < 0x10 ? "0" : "");
                Digits.appendUpperHex(value, out);
            } else {
                Digits.appendHex(value, 2, out);
            }
        }
    }

    private int at(int i) {
        return !little || i >= 8 ? i : i < 4 ? i ^ 3 : i ^ 1;
    }
}
