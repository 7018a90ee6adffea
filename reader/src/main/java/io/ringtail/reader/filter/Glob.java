package io.ringtail.reader.filter;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

/**
 * A pattern for a whole text: {@code *} matches any characters, {@code ?} exactly one, {@code [a-z]} one of a class,
 * {@code [!a-z]} one that is not, and a backslash takes the character after it for itself.
 *
 * <p>A text is read once: all positions in the pattern that it may have reached are kept in the bits of a few words, and
 * each character moves all of them. So the time is linear in the text, whatever the pattern. Not thread-safe.
 */
public final class Glob {
    /** The most characters and classes that a pattern may match, {@code *} not counted. */
    public static final int MAX_ELEMENTS = 255;

    private static final int ASCII = 128;

    private final String text;
    private final int length;
    private final long[] looping;
    private final char[] starts;
    private final long[][] masks;
    private final int[] ascii = new int[ASCII];
    private final long[] reached;

    /**
     * Compiles a pattern.
     *
     * @throws IllegalArgumentException if it is longer than {@value #MAX_ELEMENTS} characters
     */
    public Glob(String text) {
        this.text = text;
        List<CharacterClass> elements = new ArrayList<>();
        List<Integer> stars = new ArrayList<>();
        parse(elements, stars);
        length = elements.size();
        if (length > MAX_ELEMENTS) {
            throw new IllegalArgumentException(
                    "a pattern of " + length + " characters: it may have " + MAX_ELEMENTS + " beside *");
        }
        int words = length / Long.SIZE + 1;
        reached = new long[words];
        looping = new long[words];
        stars.forEach(at -> looping[at / Long.SIZE] |= 1L << at);
        starts = starts(elements);
        masks = new long[starts.length][words];
        for (int i = 0; i < starts.length; i++) {
            mask(masks[i], elements, starts[i]);
        }
        for (char c = 0; c < ASCII; c++) {
            ascii[c] = interval(c);
        }
    }

    private void parse(List<CharacterClass> elements, List<Integer> stars) {
        for (int at = 0; at < text.length(); ) {
            char c = text.charAt(at);
            if (c == '*') {
                stars.add(elements.size());
                at++;
            } else {
                CharacterClass element = CharacterClass.at(text, at);
                elements.add(element);
                at += element.length();
            }
        }
    }

    /** Returns the first characters of the ranges within which all elements take every character, or none. */
    private static char[] starts(List<CharacterClass> elements) {
        TreeSet<Character> starts = new TreeSet<>();
        starts.add('\0');
        elements.forEach(element -> element.addStarts(starts));
        char[] array = new char[starts.size()];
        int i = 0;
        for (char start : starts) {
            array[i++] = start;
        }
        return array;
    }

    private static void mask(long[] mask, List<CharacterClass> elements, char c) {
        for (int i = 0; i < elements.size(); i++) {
            if (elements.get(i).contains(c)) {
                mask[i / Long.SIZE] |= 1L << i;
            }
        }
    }

    private int interval(char c) {
        int low = 0;
        int high = starts.length - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (starts[middle] <= c) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    /** Returns whether the whole text matches. Allocates nothing. */
    public boolean matches(CharSequence subject) {
        Arrays.fill(reached, 0);
        reached[0] = 1;
        for (int i = 0; i < subject.length(); i++) {
            char c = subject.charAt(i);
            if (!advance(masks[c < ASCII ? ascii[c] : interval(c)])) {
                return false;
            }
            if (isAtEnd(reached) && isAtEnd(looping)) {
                return true;
            }
        }
        return isAtEnd(reached);
    }

    /** Moves all positions over a character; returns whether any is left. */
    private boolean advance(long[] mask) {
        long carry = 0;
        long any = 0;
        for (int i = 0; i < reached.length; i++) {
            long taken = reached[i] & mask[i];
            reached[i] = (taken << 1) | carry | (reached[i] & looping[i]);
            carry = taken >>> (Long.SIZE - 1);
            any |= reached[i];
        }
        return any != 0;
    }

    private boolean isAtEnd(long[] positions) {
        return ((positions[length / Long.SIZE] >>> length) & 1) != 0;
    }

    @Override
    public String toString() {
        return text;
    }
}
