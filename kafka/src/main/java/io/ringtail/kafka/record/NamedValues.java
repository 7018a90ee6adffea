package io.ringtail.kafka.record;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The text of a control record: UTF-8 lines {@code NAME=VALUE}, each with a line feed at its end. Names that a reader
 * does not know are of later versions, and ignored.
 */
final class NamedValues {
    /** The most bytes of a text. */
    static final int MOST_BYTES = 8 << 10;

    private static final Pattern NAME = Pattern.compile("[a-z][a-z-]{0,31}");
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

    private final Map<String, String> values = new LinkedHashMap<>();

    /**
     * Adds a line.
     *
     * @throws IllegalArgumentException if the value does not fit into a line
     */
    NamedValues with(String name, String value) {
        if (CONTROL.matcher(value).find()) {
            throw new IllegalArgumentException(name + " has control characters: give one line of text");
        }
        values.put(name, value);
        return this;
    }

    NamedValues with(String name, long value) {
        return with(name, Long.toString(value));
    }

    /** Returns the text's bytes. */
    byte[] bytes() {
        StringBuilder text = new StringBuilder();
        values.forEach(
                (name, value) -> text.append(name).append('=').append(value).append('\n'));
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        if (bytes.length > MOST_BYTES) {
            throw new IllegalArgumentException(
                    "a control record of " + bytes.length + " bytes: the most is " + MOST_BYTES);
        }
        return bytes;
    }

    /**
     * Parses a text.
     *
     * @throws MalformedRecordException if it is malformed; the message has nothing of it but known names
     */
    static NamedValues parse(byte[] bytes) throws MalformedRecordException {
        if (bytes.length > MOST_BYTES) {
            throw new MalformedRecordException("it has " + bytes.length + " bytes, more than " + MOST_BYTES);
        }
        NamedValues parsed = new NamedValues();
        String[] lines = text(bytes).split("\n", -1);
        if (!lines[lines.length - 1].isEmpty()) {
            throw new MalformedRecordException("its last line does not end");
        }
        for (int i = 0; i < lines.length - 1; i++) {
            int at = lines[i].indexOf('=');
            String name = lines[i].substring(0, Math.max(0, at));
            if (!NAME.matcher(name).matches()) {
                throw new MalformedRecordException("its line " + (i + 1) + " is not NAME=VALUE");
            }
            if (parsed.values.containsKey(name)) {
                throw new MalformedRecordException("its line " + (i + 1) + " repeats a name");
            }
            if (CONTROL.matcher(lines[i]).find()) {
                throw new MalformedRecordException("its line " + (i + 1) + " has control characters");
            }
            parsed.with(name, lines[i].substring(at + 1));
        }
        return parsed;
    }

    private static String text(byte[] bytes) throws MalformedRecordException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new MalformedRecordException("it is not UTF-8", e);
        }
    }

    /**
     * Returns a value.
     *
     * @throws MalformedRecordException if there is none of this name, or it is longer
     */
    String text(String name, int mostCharacters) throws MalformedRecordException {
        String value = values.get(name);
        if (value == null) {
            throw new MalformedRecordException("it has no " + name);
        }
        if (value.length() > mostCharacters) {
            throw new MalformedRecordException(
                    "its " + name + " has " + value.length() + " characters, more than " + mostCharacters);
        }
        return value;
    }

    /**
     * Returns a number.
     *
     * @throws MalformedRecordException if there is none of this name, or it is outside the range
     */
    long number(String name, long least, long most) throws MalformedRecordException {
        String value = text(name, Long.toString(Long.MIN_VALUE).length());
        try {
            long number = Long.parseLong(value);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new MalformedRecordException("its " + name + " is no number", e);
        }
        throw new MalformedRecordException("its " + name + " is not from " + least + " to " + most);
    }
}
