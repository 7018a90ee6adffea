package io.ringtail.proto.event;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Parses a format text in one pass over its lines. */
final class FormatParser {
    private static final String NAME = "name:";
    private static final String ID = "ID:";
    private static final String PRINT_FMT = "print fmt:";
    private static final int MAX_NAME_LENGTH = 256;
    private static final int MAX_ID = 0xffff;

    private final String text;
    private final List<FormatField> fields = new ArrayList<>();
    private final Set<String> fieldNames = new HashSet<>();
    private String name = "";
    private String printFmt = "";
    private int id = -1;
    private int position;
    private int lineNumber;

    FormatParser(String text) {
        this.text = text;
    }

    EventFormat parse() throws InvalidFormatException {
        if (text.length() > EventFormat.MAX_TEXT_LENGTH) {
            throw new InvalidFormatException(
                    "a format of " + text.length() + " characters is longer than " + EventFormat.MAX_TEXT_LENGTH);
        }
        while (position < text.length()) {
            parseLine();
        }
        if (name.isEmpty() || id < 0) {
            throw new InvalidFormatException(
                    "a format of " + text.length() + " characters has no " + (name.isEmpty() ? NAME : ID) + " line");
        }
        return new EventFormat(name, id, fields, printFmt);
    }

    private void parseLine() throws InvalidFormatException {
        int start = position;
        String line = nextLine().strip();
        if (line.startsWith(PRINT_FMT)) {
            printFmt = text.substring(text.indexOf(PRINT_FMT, start) + PRINT_FMT.length())
                    .strip();
            position = text.length();
        } else if (line.startsWith("field:") || line.startsWith("field special:")) {
            addField(line);
        } else if (line.startsWith(NAME)) {
            name = checkedName(line, line.substring(NAME.length()).strip());
        } else if (line.startsWith(ID)) {
            id = number(line, line.substring(ID.length()).strip(), MAX_ID);
        } else if (!line.isEmpty() && !line.equals("format:")) {
            throw invalid(line, "expected name:, ID:, format:, field: or print fmt:");
        }
    }

    private String nextLine() {
        int end = text.indexOf('\n', position);
        String line = text.substring(position, end < 0 ? text.length() : end);
        position = end < 0 ? text.length() : end + 1;
        lineNumber++;
        return line;
    }

    private void addField(String line) throws InvalidFormatException {
        if (fields.size() == EventFormat.MAX_FIELDS) {
            throw invalid(line, "more fields than " + EventFormat.MAX_FIELDS);
        }
        String[] parts = line.split(";", 6);
        if (parts.length < 4) {
            throw invalid(line, "a field needs a declaration, an offset and a size, each followed by ;");
        }
        int offset = value(line, parts[1], "offset:", EventFormat.MAX_EXTENT);
        int size = value(line, parts[2], "size:", EventFormat.MAX_EXTENT);
        boolean signed = !parts[3].isBlank() && value(line, parts[3], "signed:", 1) == 1;
        String declaration = parts[0].substring(parts[0].indexOf(':') + 1).strip();
        FormatField field = new Declaration(declaration).field(offset, size, signed);
        if (field == null) {
            throw invalid(line, "the declaration is not a type and a name");
        }
        if (field.dynamic() && size != Integer.BYTES) {
            throw invalid(line, "the size of a dynamic field must be 4");
        }
        if (!fieldNames.add(field.name())) {
            throw invalid(line, "two fields have that name");
        }
        fields.add(field);
    }

    private int value(String line, String part, String key, int most) throws InvalidFormatException {
        String stripped = part.strip();
        if (!stripped.startsWith(key)) {
            throw invalid(line, "expected " + key);
        }
        return number(line, stripped.substring(key.length()).strip(), most);
    }

    private int number(String line, String digits, int most) throws InvalidFormatException {
        int value = Declaration.decimal(digits);
        if (value < 0 || value > most) {
            throw invalid(line, SchemaRules.shown(digits) + " is not a number between 0 and " + most);
        }
        return value;
    }

    private String checkedName(String line, String value) throws InvalidFormatException {
        boolean printable = value.chars().allMatch(c -> c > ' ' && c <= '~');
        if (value.isEmpty() || value.length() > MAX_NAME_LENGTH || !printable) {
            throw invalid(line, "a name must be 1 to " + MAX_NAME_LENGTH + " printable characters without a space");
        }
        return value;
    }

    private InvalidFormatException invalid(String line, String why) {
        return new InvalidFormatException(
                "line " + lineNumber + " of a format, " + SchemaRules.shown(line) + ": " + why);
    }
}
