package io.ringtail.reader.format;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The forms that {@code %p} gives to the bytes to which a pointer points, by the letters after it. */
final class PointerForm {
    private static final Pattern LETTERS =
            Pattern.compile("[Ii]4[hnbl]?|I6c?|i6|[Ii]S[pfschnbl]*|M[FR]?|mR?|U[bBlL]?|h[CDN]?|bl?");

    private PointerForm() {}

    /** Returns the letters with which a text begins, as many as possible; null if it begins with none. */
    static @Nullable String letters(String text) {
        Matcher matcher = LETTERS.matcher(text);
        return matcher.lookingAt() ? matcher.group() : null;
    }

    /**
     * Returns the part that shows bytes in a form.
     *
     * @param width the width's argument; null if the width is fixed
     */
    static Part part(String letters, Span bytes, @Nullable Expression width, int fixedWidth, Machine machine) {
        return switch (letters.charAt(0)) {
            case 'M', 'm' -> MacPart.of(bytes, letters);
            case 'U' -> UuidPart.of(bytes, letters);
            case 'h' -> BytesPart.of(bytes, width, fixedWidth, letters);
            case 'b' -> new BitmapPart(new Bitmap(bytes, machine), width, fixedWidth, letters.equals("bl"));
            default -> letters.charAt(1) == 'S' ? SocketPart.of(bytes, letters) : IpPart.of(bytes, letters);
        };
    }
}
