package io.ringtail.reader.filter;

/**
 * A word, a number, a quoted text or a sign of a filter.
 *
 * @param text as it is written; of a quoted one, what is between the quotes
 * @param position of its first character
 */
record Token(Kind kind, String text, int position) {
    enum Kind {
        WORD,
        NUMBER,
        QUOTED,
        SIGN,
        END
    }

    boolean isSign(String sign) {
        return kind == Kind.SIGN && text.equals(sign);
    }

    /** As a message names it. */
    String shown() {
        return kind == Kind.END ? "the end" : kind == Kind.QUOTED ? '"' + text + '"' : "'" + text + "'";
    }
}
