package io.ringtail.daemon.access;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The names of this machine's users or groups, as {@code /etc/passwd} or {@code /etc/group} has them when it is read:
 * those of a directory service are not in it, and are known by their numbers only.
 */
public final class AccountNames {
    private static final int MOST_LINES = 100_000;
    private static final int NUMBER_FIELD = 2;

    private final Map<Integer, String> names = new HashMap<>();
    private final Map<String, Integer> numbers = new HashMap<>();

    private AccountNames() {}

    /** Reads the users' names; none if the file cannot be read. */
    public static AccountNames users() {
        return read(Path.of("/etc/passwd"));
    }

    /** Reads the groups' names; none if the file cannot be read. */
    public static AccountNames groups() {
        return read(Path.of("/etc/group"));
    }

    static AccountNames read(Path file) {
        AccountNames all = new AccountNames();
        // Any byte is a character in Latin-1; a name that is not ASCII is shown by its number alone.
        try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
            String line = lines.readLine();
            for (int i = 0; line != null && i < MOST_LINES; i++) {
                all.add(line.split(":", -1));
                line = lines.readLine();
            }
        } catch (IOException unreadable) {
            // Numbers suffice.
        }
        return all;
    }

    private void add(String[] fields) {
        if (fields.length > NUMBER_FIELD && fields[0].matches("[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}")) {
            OptionalInt number = number(fields[NUMBER_FIELD]);
            if (number.isPresent()) {
                names.putIfAbsent(number.getAsInt(), fields[0]);
                numbers.putIfAbsent(fields[0], number.getAsInt());
            }
        }
    }

    /** Returns the number with this name, or this number itself; empty if there is none. */
    public OptionalInt find(String nameOrNumber) {
        Integer number = numbers.get(nameOrNumber);
        return number == null ? number(nameOrNumber) : OptionalInt.of(number);
    }

    /** Returns a user for messages: {@code uid 1000 (alice)}, without the name if it has none. */
    public String user(int uid) {
        String name = names.get(uid);
        String number = "uid " + Integer.toUnsignedString(uid);
        return name == null ? number : number + " (" + name + ")";
    }

    /** Returns the name of a number, null if it has none. */
    public @Nullable String name(int number) {
        return names.get(number);
    }

    private static OptionalInt number(String text) {
        if (!text.matches("\\d{1,10}") || Long.parseLong(text) > 0xffff_fffeL) {
            return OptionalInt.empty();
        }
        return OptionalInt.of(Integer.parseUnsignedInt(text));
    }
}
