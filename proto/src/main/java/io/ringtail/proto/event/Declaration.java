package io.ringtail.proto.event;

import io.ringtail.proto.event.FormatField.Location;
import org.jspecify.annotations.Nullable;

/**
 * A field's declaration in a format text: {@code TYPE NAME}, {@code TYPE NAME[N]}, {@code __data_loc TYPE[] NAME} or
 * {@code __rel_loc TYPE[] NAME}. The kernel also writes lengths as expressions ({@code char comm[TASK_COMM_LEN]}).
 */
final class Declaration {
    private static final String DATA_LOC = "__data_loc ";
    private static final String REL_LOC = "__rel_loc ";
    private static final int MAX_NUMBER_LENGTH = 9;
    private static final int MAX_NAME_LENGTH = 256;
    private static final int MAX_TYPE_LENGTH = 256;

    private final Location location;
    private final String text;

    Declaration(String declaration) {
        if (declaration.startsWith(DATA_LOC)) {
            location = Location.DATA_LOC;
            text = declaration.substring(DATA_LOC.length()).strip();
        } else if (declaration.startsWith(REL_LOC)) {
            location = Location.REL_LOC;
            text = declaration.substring(REL_LOC.length()).strip();
        } else {
            location = Location.FIXED;
            text = declaration;
        }
    }

    /** Returns the declared field, or null if the text declares none. */
    @Nullable
    FormatField field(int offset, int size, boolean signed) {
        int nameEnd = text.endsWith("]") ? arrayStart() : text.length();
        int nameStart = nameEnd;
        while (nameStart > 0 && SchemaRules.isNamePart(text.charAt(nameStart - 1))) {
            nameStart--;
        }
        String name = text.substring(nameStart, nameEnd);
        String type = text.substring(0, nameStart).strip();
        if (!SchemaRules.isName(name, MAX_NAME_LENGTH) || !isType(type)) {
            return null;
        }
        return new FormatField(type, name, offset, size, signed, location, arrayLength(type, nameEnd, size));
    }

    /** Returns where the brackets after the name begin; in a dynamic field's type, the name follows the brackets. */
    private int arrayStart() {
        int start = text.indexOf('[');
        while (start > 0 && text.charAt(start - 1) == ' ') {
            start--;
        }
        return Math.max(start, 0);
    }

    private int arrayLength(String type, int nameEnd, int size) {
        if (nameEnd == text.length()) {
            return type.endsWith("]") ? 0 : FormatField.NO_ARRAY;
        }
        String brackets = text.substring(nameEnd).strip();
        int literal = decimal(brackets.substring(1, brackets.length() - 1).strip());
        return literal >= 0 && literal <= size ? literal : size / knownSize(type);
    }

    /**
     * Returns the element size in bytes of the types whose array lengths the kernel declares as expressions; 1 for
     * others.
     */
    private static int knownSize(String type) {
        return switch (type) {
            case "u16", "s16", "__u16", "__s16", "__be16", "__le16", "short", "unsigned short" -> 2;
            case "u32", "s32", "__u32", "__s32", "__be32", "__le32", "int", "unsigned int", "unsigned" -> 4;
            case "u64", "s64", "__u64", "__s64", "__be64", "__le64", "long", "unsigned long" -> 8;
            default -> 1;
        };
    }

    private static boolean isType(String type) {
        return !type.isEmpty()
                && type.length() <= MAX_TYPE_LENGTH
                && type.chars().allMatch(c -> c >= ' ' && c <= '~');
    }

    /** Parses a decimal number of at most nine digits; returns -1 for anything else. */
    static int decimal(String digits) {
        if (digits.isEmpty() || digits.length() > MAX_NUMBER_LENGTH) {
            return -1;
        }
        return digits.chars().allMatch(c -> c >= '0' && c <= '9') ? Integer.parseInt(digits) : -1;
    }
}
