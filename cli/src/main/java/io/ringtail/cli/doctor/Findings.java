package io.ringtail.cli.doctor;

import io.ringtail.cli.doctor.Finding.Level;
import java.util.ArrayList;
import java.util.List;

/** The findings of one examination, in order; each is made one line of limited length that is safe to print. */
public final class Findings {
    private static final int MOST_CHARACTERS = 2000;

    private final List<Finding> all = new ArrayList<>();

    /** Adds what is as it should be. */
    public void ok(String text) {
        add(Level.OK, text);
    }

    /** Adds what may be a reason, but need not be. */
    public void note(String text) {
        add(Level.NOTE, text);
    }

    /** Adds what must be mended; the text says how. */
    public void problem(String text) {
        add(Level.PROBLEM, text);
    }

    /** Returns all findings so far. */
    public List<Finding> all() {
        return List.copyOf(all);
    }

    /** Returns how many of them are problems. */
    public long problems() {
        return all.stream().filter(finding -> finding.level() == Level.PROBLEM).count();
    }

    private void add(Level level, String text) {
        all.add(new Finding(level, printable(text)));
    }

    /** Replaces what could break the line, or change how a terminal shows the rest of it. */
    private static String printable(String text) {
        StringBuilder line = new StringBuilder(text.length());
        text.codePoints()
                .limit(MOST_CHARACTERS)
                .map(c -> isHarmless(c) ? c : '?')
                .forEach(line::appendCodePoint);
        return line.length() < text.length() ? line.append('…').toString() : line.toString();
    }

    private static boolean isHarmless(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
