package io.ringtail.reader.filter;

/** A filter that cannot be used: what is wrong, and where. The message is one line. */
public final class FilterException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String filter;
    private final int position;

    FilterException(String filter, int position, String problem) {
        super("at character " + (position + 1) + " of the filter: " + Shown.of(problem), null, false, false);
        this.filter = filter;
        this.position = position;
    }

    /** Returns the index in the text of the character at fault; the text's length if it ends too early. */
    public int position() {
        return position;
    }

    /** Returns the text, and below it a caret at the character at fault, as tracefs's {@code filter} files do. */
    public String pointed() {
        return Shown.of(filter) + '\n' + " ".repeat(position) + '^';
    }
}
