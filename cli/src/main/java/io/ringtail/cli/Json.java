package io.ringtail.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A parser for JSON text, used for a daemon's {@code /stats}. Objects become maps, arrays lists, whole numbers longs,
 * other numbers doubles. The text is not trusted: depth is bounded, and anything but JSON is an exception with the
 * position.
 */
final class Json {
    private static final int MAX_DEPTH = 32;

    private final String text;
    private int next;

    private Json(String text) {
        this.text = text;
    }

    /**
     * Parses an object.
     *
     * @throws IllegalArgumentException if the text is not an object
     */
    static Map<String, @Nullable Object> object(String text) {
        Json reader = new Json(text);
        Map<String, @Nullable Object> object = asObject(reader.value(0));
        reader.skipBlanks();
        if (reader.next != text.length()) {
            throw reader.problem("the end");
        }
        return object;
    }

    /** Parses a value that must be an object. */
    @SuppressWarnings("unchecked")
    static Map<String, @Nullable Object> asObject(@Nullable Object value) {
        if (value instanceof Map) {
            return (Map<String, @Nullable Object>) value;
        }
        throw new IllegalArgumentException("expected a JSON object");
    }

    /** The objects of a list by its name; empty if absent. */
    static List<Map<String, @Nullable Object>> objects(Map<String, @Nullable Object> parent, String name) {
        List<Map<String, @Nullable Object>> objects = new ArrayList<>();
        if (parent.get(name) instanceof List<?> list) {
            list.forEach(element -> objects.add(asObject(element)));
        }
        return objects;
    }

    /** A whole number by its name; 0 if absent. */
    static long number(Map<String, @Nullable Object> object, String name) {
        return object.get(name) instanceof Long number ? number : 0;
    }

    /** A string by its name; empty if absent. */
    static String string(Map<String, @Nullable Object> object, String name) {
        return object.get(name) instanceof String string ? string : "";
    }

    private @Nullable Object value(int depth) {
        if (depth > MAX_DEPTH) {
            throw problem("at most " + MAX_DEPTH + " levels");
        }
        skipBlanks();
        char c = peek();
        if (c == '{') {
            return members(depth);
        } else if (c == '[') {
            return elements(depth);
        } else if (c == '"') {
            return string();
        } else if (c == '-' || (c >= '0' && c <= '9')) {
            return number();
        }
        return word();
    }

    private Map<String, @Nullable Object> members(int depth) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        next++;
        skipBlanks();
        if (peek() == '}') {
            next++;
            return members;
        }
        do {
            skipBlanks();
            String name = string();
            skipBlanks();
            expect(':');
            members.put(name, value(depth + 1));
        } while (goesOn('}'));
        return members;
    }

    private List<@Nullable Object> elements(int depth) {
        List<@Nullable Object> elements = new ArrayList<>();
        next++;
        skipBlanks();
        if (peek() == ']') {
            next++;
            return elements;
        }
        do {
            elements.add(value(depth + 1));
        } while (goesOn(']'));
        return elements;
    }

    private boolean goesOn(char end) {
        skipBlanks();
        if (peek() == ',') {
            next++;
            return true;
        }
        expect(end);
        return false;
    }

    private String string() {
        expect('"');
        StringBuilder string = new StringBuilder();
        for (char c = take(); c != '"'; c = take()) {
            string.append(c == '\\' ? escaped() : c);
        }
        return string.toString();
    }

    private char escaped() {
        char c = take();
        return switch (c) {
            case 'n' -> '\n';
            case 't' -> '\t';
            case 'r' -> '\r';
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'u' -> {
                if (next + 4 > text.length()) {
                    throw problem("four hexadecimal digits");
                }
                next += 4;
                yield (char) Integer.parseInt(text.substring(next - 4, next), 16);
            }
            default -> c;
        };
    }

    private Object number() {
        int start = next;
        while (next < text.length() && "+-.eE0123456789".indexOf(text.charAt(next)) >= 0) {
            next++;
        }
        String number = text.substring(start, next);
        boolean whole = number.chars().allMatch(c -> c == '-' || Character.isDigit(c));
        if (whole) {
            boolean fits = number.length() < 19 || number.startsWith("-");
            return fits ? Long.parseLong(number) : Long.parseUnsignedLong(number);
        }
        return Double.parseDouble(number);
    }

    private @Nullable Object word() {
        if (text.startsWith("true", next)) {
            next += 4;
            return true;
        } else if (text.startsWith("false", next)) {
            next += 5;
            return false;
        } else if (text.startsWith("null", next)) {
            next += 4;
            return null;
        }
        throw problem("a value");
    }

    private void skipBlanks() {
        while (next < text.length() && Character.isWhitespace(text.charAt(next))) {
            next++;
        }
    }

    private char peek() {
        if (next >= text.length()) {
            throw problem("more");
        }
        return text.charAt(next);
    }

    private char take() {
        char c = peek();
        next++;
        return c;
    }

    private void expect(char c) {
        if (take() != c) {
            throw problem("'" + c + "'");
        }
    }

    private IllegalArgumentException problem(String expected) {
        return new IllegalArgumentException("malformed JSON: expected " + expected + " at character " + next);
    }
}
