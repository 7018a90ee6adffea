package io.ringtail.query;

import java.util.Collection;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** Names in a scope, made different from each other as SQL sees them: without regard to case. */
final class Names {
    private final Set<String> taken = new HashSet<>();

    Names(Collection<String> reserved) {
        reserved.forEach(name -> taken.add(name.toLowerCase(Locale.ROOT)));
    }

    /** Takes a name, with underscores at its end if it is taken. */
    String take(String wanted) {
        String name = wanted.isEmpty() ? "_" : wanted;
        while (!taken.add(name.toLowerCase(Locale.ROOT))) {
            name += "_";
        }
        return name;
    }

    /** Returns a name as SQL's identifier, whatever its characters. */
    static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** Returns a text as SQL's literal. */
    static String literal(String text) {
        return '\'' + text.replace("'", "''") + '\'';
    }
}
