package io.ringtail.reader.ctf;

import io.ringtail.reader.CharacterRule;
import java.util.HashSet;
import java.util.Set;

/** Untrusted names as the trace stream description language, TSDL, takes them. */
final class Tsdl {
    /** The keywords that begin with an underscore. */
    private static final Set<String> KEYWORDS = Set.of("_Bool", "_Complex", "_Imaginary");

    private Tsdl() {}

    /**
     * Returns an identifier that is not taken, and takes it. It begins with an underscore, which readers drop: so no name
     * is a keyword.
     */
    static String identifier(String name, Set<String> taken) {
        StringBuilder mapped = new StringBuilder("_");
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            mapped.append(isIdentifier(c) ? c : '_');
        }
        String base = mapped.toString();
        Set<String> others = new HashSet<>(KEYWORDS);
        others.addAll(taken);
        String unique = base;
        for (int number = 2; others.contains(unique); number++) {
            unique = base + '_' + number;
        }
        taken.add(unique);
        return unique;
    }

    private static boolean isIdentifier(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    }

    /** Returns a text in quotes; its control characters are question marks. */
    static String quoted(String text) {
        StringBuilder printable = new StringBuilder();
        CharacterRule.NAME.append(text, printable);
        return '"' + printable.toString().replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    /** Returns the declaration of an integer's type, aligned to bytes. */
    static String integer(int bytes, boolean signed, boolean hex) {
        return "integer { size = " + bytes * Byte.SIZE + "; align = 8; signed = " + signed + "; base = "
                + (hex ? 16 : 10) + "; }";
    }

    /** Returns the declaration of the type of a time. */
    static String time(String clock) {
        return "integer { size = 64; align = 8; signed = false; map = clock." + clock + ".value; }";
    }
}
