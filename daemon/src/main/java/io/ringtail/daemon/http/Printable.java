package io.ringtail.daemon.http;

/** Makes text received from strangers safe to print on one line of a terminal. */
final class Printable {
    private static final int MOST = 80;

    private Printable() {}

    static String of(String text) {
        StringBuilder out = new StringBuilder(Math.min(text.length(), MOST) + 1);
        for (int i = 0; i < text.length() && i < MOST; i++) {
            char c = text.charAt(i);
            out.append(Character.isISOControl(c) ? '?' : c);
        }
        return text.length() > MOST ? out.append('…').toString() : out.toString();
    }
}
