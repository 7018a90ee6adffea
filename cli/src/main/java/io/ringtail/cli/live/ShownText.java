package io.ringtail.cli.live;

import java.lang.Character.UnicodeScript;

/** Untrusted text as a terminal shows it: without characters that it obeys, and cut to a number of its columns. */
public final class ShownText {
    private static final int FIRST_COMBINING = 0x300;
    private static final int FIRST_SYMBOL_OF_TWO_COLUMNS = 0x1f300;
    private static final int FULL_WIDTH_FIRST = 0xff01;
    private static final int FULL_WIDTH_LAST = 0xff60;

    private ShownText() {}

    /** Returns a text in which a question mark replaces each character that could change how the rest is shown. */
    public static String of(String text) {
        StringBuilder shown = new StringBuilder(text.length());
        text.codePoints().map(c -> isHarmless(c) ? c : '?').forEach(shown::appendCodePoint);
        return shown.toString();
    }

    private static boolean isHarmless(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }

    /** Returns the number of columns that a harmless text takes. */
    public static int width(String text) {
        int columns = 0;
        for (int i = 0; i < text.length(); i++) {
            int c = text.codePointAt(i);
            columns += width(c);
            i += Character.charCount(c) - 1;
        }
        return columns;
    }

    /** Returns a harmless text's beginning, at most so many columns wide; an ellipsis ends it if some is missing. */
    public static String cut(String text, int columns) {
        if (text.length() <= columns / 2 || width(text) <= columns) {
            return text;
        }
        StringBuilder cut = new StringBuilder(columns);
        int left = columns - 1;
        for (int i = 0; i < text.length() && width(text.codePointAt(i)) <= left; ) {
            int c = text.codePointAt(i);
            cut.appendCodePoint(c);
            left -= width(c);
            i += Character.charCount(c);
        }
        return columns > 0 ? cut.append('…').toString() : "";
    }

    private static int width(int c) {
        if (c < FIRST_COMBINING) {
            return 1;
        }
        return switch (Character.getType(c)) {
            case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK -> 0;
            default -> takesTwo(c) ? 2 : 1;
        };
    }

    private static boolean takesTwo(int c) {
        return switch (UnicodeScript.of(c)) {
            case HAN, HIRAGANA, KATAKANA, HANGUL, BOPOMOFO, YI -> true;
            default -> c >= FIRST_SYMBOL_OF_TWO_COLUMNS || (c >= FULL_WIDTH_FIRST && c <= FULL_WIDTH_LAST);
        };
    }
}
