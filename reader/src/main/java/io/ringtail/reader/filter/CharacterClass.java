package io.ringtail.reader.filter;

import java.util.Collection;

/**
 * An element of a pattern: the characters of which it takes one.
 *
 * @param ranges pairs of a first and a last character
 * @param negated whether it takes those outside the ranges
 * @param length characters of the element in its pattern
 */
record CharacterClass(String ranges, boolean negated, int length) {
    private static final CharacterClass ANY = new CharacterClass("", true, 1);

    /** Reads the element at a place, which is no star. A class without its end is a bracket, as in the kernel. */
    static CharacterClass at(String pattern, int at) {
        char c = pattern.charAt(at);
        if (c == '?') {
            return ANY;
        }
        if (c == '[') {
            int end = end(pattern, at);
            return end < 0 ? one(c, 1) : inBrackets(pattern, at, end);
        }
        return c == '\\' && at + 1 < pattern.length() ? one(pattern.charAt(at + 1), 2) : one(c, 1);
    }

    private static CharacterClass one(char c, int length) {
        return new CharacterClass("" + c + c, false, length);
    }

    /** Returns the place of the bracket that ends a class; one that comes first is of the class. */
    private static int end(String pattern, int at) {
        int first = at + (isNegation(pattern, at + 1) ? 2 : 1);
        return pattern.indexOf(']', first + 1);
    }

    /** Returns whether a class begins with a negation: the kernel's {@code !}, or the {@code ^} of shells. */
    private static boolean isNegation(String pattern, int at) {
        return at < pattern.length() && (pattern.charAt(at) == '!' || pattern.charAt(at) == '^');
    }

    private static CharacterClass inBrackets(String pattern, int at, int end) {
        boolean negated = isNegation(pattern, at + 1);
        StringBuilder ranges = new StringBuilder();
        for (int i = at + (negated ? 2 : 1); i < end; i++) {
            char first = pattern.charAt(i);
            boolean isRange = i + 2 < end && pattern.charAt(i + 1) == '-';
            ranges.append(first).append(isRange ? pattern.charAt(i + 2) : first);
            i += isRange ? 2 : 0;
        }
        return new CharacterClass(ranges.toString(), negated, end + 1 - at);
    }

    boolean contains(char c) {
        for (int i = 0; i < ranges.length(); i += 2) {
            if (c >= ranges.charAt(i) && c <= ranges.charAt(i + 1)) {
                return !negated;
            }
        }
        return negated;
    }

    /** Adds the characters at which it begins or ceases to take characters. */
    void addStarts(Collection<Character> starts) {
        for (int i = 0; i < ranges.length(); i += 2) {
            starts.add(ranges.charAt(i));
            if (ranges.charAt(i + 1) < Character.MAX_VALUE) {
                starts.add((char) (ranges.charAt(i + 1) + 1));
            }
        }
    }
}
