package io.ringtail.proto.event;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rules for schemas. Each error message is one line with the offending value, however long or unprintable that is.
 */
final class SchemaRules {
    private static final int SHOWN_CHARACTERS = 80;

    private SchemaRules() {}

    static void checkName(String what, @Nullable String name) {
        if (!isName(name, EventSchema.MAX_NAME_LENGTH)) {
            throw new InvalidSchemaException(what + " " + shown(name) + " is not a letter or _ followed by up to "
                    + (EventSchema.MAX_NAME_LENGTH - 1) + " letters, digits or _");
        }
    }

    static boolean isName(@Nullable String name, int maxLength) {
        if (name == null || name.isEmpty() || name.length() > maxLength || isDigit(name.charAt(0))) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            if (!isNamePart(name.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    static void checkFields(List<Field> fields) {
        if (fields.size() > EventSchema.MAX_FIELDS) {
            throw new InvalidSchemaException(
                    fields.size() + " fields are more than an event may have, " + EventSchema.MAX_FIELDS);
        }
        Set<String> names = new HashSet<>();
        for (Field field : fields) {
            checkField(field);
            if (!names.add(field.name())) {
                throw new InvalidSchemaException("two fields are called " + field.name());
            }
        }
    }

    private static void checkField(Field field) {
        String name = field.name();
        checkName("field name", name);
        if (name.startsWith("common_")) {
            throw new InvalidSchemaException("field name " + name + " begins with common_, which is reserved");
        }
        checkLength(field);
        if (!field.type().isInteger()
                && (field.display() != Display.DECIMAL || !field.symbols().isEmpty())) {
            throw new InvalidSchemaException("field " + name + " of type " + field.type()
                    + " is not an integer and can have neither hexadecimal display, nor a point, nor symbols");
        }
        checkSymbols(field);
    }

    private static void checkLength(Field field) {
        boolean chars = field.type() == FieldType.CHARS;
        boolean fixedPoint = field.display() == Display.FIXED_POINT;
        int most = chars ? EventSchema.MAX_FIXED_SIZE : fixedPoint ? EventSchema.MAX_DECIMALS : 0;
        int least = chars || fixedPoint ? 1 : 0;
        if (field.length() < least || field.length() > most) {
            throw new InvalidSchemaException("field " + field.name() + " of type " + field.type() + " has "
                    + (fixedPoint ? field.length() + " digits after the point" : "length " + field.length()) + ", not "
                    + (most == 0 ? "0" : "1 to " + most));
        }
    }

    private static void checkSymbols(Field field) {
        if (field.symbols().size() > EventSchema.MAX_SYMBOLS) {
            throw new InvalidSchemaException("field " + field.name() + " has "
                    + field.symbols().size() + " symbols, more than " + EventSchema.MAX_SYMBOLS);
        }
        for (Map.Entry<Long, String> symbol : field.symbols().entrySet()) {
            if (!field.type().holds(symbol.getKey())) {
                throw new InvalidSchemaException("field " + field.name() + " of type " + field.type() + " cannot hold "
                        + symbol.getKey() + ", the value of symbol " + shown(symbol.getValue()));
            }
            if (!isLabel(symbol.getValue())) {
                throw new InvalidSchemaException("symbol " + shown(symbol.getValue()) + " of field " + field.name()
                        + " is not 1 to " + EventSchema.MAX_LABEL_LENGTH
                        + " printable ASCII characters without double quotes and backslashes");
            }
        }
    }

    private static boolean isLabel(@Nullable String label) {
        return label != null
                && !label.isEmpty()
                && label.length() <= EventSchema.MAX_LABEL_LENGTH
                && label.chars().allMatch(c -> c >= ' ' && c <= '~' && c != '"' && c != '\\');
    }

    static boolean isNamePart(int c) {
        return c == '_' || isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    /** Returns a value in quotes, truncated, with {@code ?} for characters that would break a line or a terminal. */
    static String shown(@Nullable String value) {
        if (value == null) {
            return "null";
        }
        String head = value.length() <= SHOWN_CHARACTERS ? value : value.substring(0, SHOWN_CHARACTERS) + "...";
        return '"' + head.replaceAll("[^ -~]", "?") + '"';
    }
}
