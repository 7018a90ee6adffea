package io.ringtail.reader.filter;

import io.ringtail.reader.CharacterRule;

/** Untrusted text in a message: as long as before, without control characters. */
final class Shown {
    private Shown() {}

    static String of(String text) {
        StringBuilder out = new StringBuilder(text.length());
        CharacterRule.NAME.append(text, out);
        return out.toString();
    }
}
