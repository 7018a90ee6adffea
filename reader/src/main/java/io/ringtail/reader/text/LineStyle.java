package io.ringtail.reader.text;

import io.ringtail.reader.CharacterRule;
import java.util.List;

/**
 * What an {@link EventPrinter} shows in its lines.
 *
 * @param processes whether each event's process follows its thread
 * @param seconds whether times are shown as seconds with nine digits after the point, or as numbers
 * @param buffers the names of the buffers between which lines are told apart by a prefix; empty for no prefix
 * @param everyLine whether every line has the prefix; trace-cmd leaves it out after a loss
 */
public record LineStyle(boolean processes, boolean seconds, List<String> buffers, boolean everyLine) {
    /** Times in seconds, without processes and prefixes. */
    public static final LineStyle PLAIN = new LineStyle(false, true, List.of());

    /** Copies the names. */
    public LineStyle {
        buffers = List.copyOf(buffers);
    }

    /** Creates the style of trace-cmd's lines. */
    public LineStyle(boolean processes, boolean seconds, List<String> buffers) {
        this(processes, seconds, buffers, false);
    }

    /** Returns the text before the lines of a buffer, as wide as for all others. */
    String prefix(String buffer) {
        if (buffers.isEmpty()) {
            return "";
        }
        int width = buffers.stream().mapToInt(Utf8::length).max().orElse(0);
        StringBuilder prefix = new StringBuilder(" ".repeat(Math.max(0, width - Utf8.length(buffer))));
        CharacterRule.NAME.append(buffer, prefix);
        return prefix.append(buffer.isEmpty() ? "  " : ": ").toString();
    }
}
