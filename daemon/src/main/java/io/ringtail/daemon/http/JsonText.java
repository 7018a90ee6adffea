package io.ringtail.daemon.http;

import java.util.Locale;

/** A builder of JSON text: objects and arrays are opened, filled and closed in order. */
final class JsonText {
    private final StringBuilder out = new StringBuilder(1024);
    private boolean first = true;

    JsonText beginObject() {
        return open('{');
    }

    JsonText beginObject(String name) {
        return name(name).openHere('{');
    }

    JsonText endObject() {
        return close('}');
    }

    JsonText beginArray() {
        return open('[');
    }

    JsonText beginArray(String name) {
        return name(name).openHere('[');
    }

    JsonText endArray() {
        return close(']');
    }

    JsonText number(String name, long value) {
        name(name).out.append(value);
        return this;
    }

    JsonText bool(String name, boolean value) {
        name(name).out.append(value);
        return this;
    }

    JsonText string(String name, String value) {
        return name(name).quote(value);
    }

    @Override
    public String toString() {
        return out.toString();
    }

    private JsonText open(char bracket) {
        comma();
        return openHere(bracket);
    }

    private JsonText openHere(char bracket) {
        out.append(bracket);
        first = true;
        return this;
    }

    private JsonText close(char bracket) {
        out.append(bracket);
        first = false;
        return this;
    }

    private JsonText name(String name) {
        comma();
        quote(name).out.append(':');
        return this;
    }

    private void comma() {
        if (!first) {
            out.append(',');
        }
        first = false;
    }

    private JsonText quote(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ' || c == 0x7f) {
                out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        out.append('"');
        return this;
    }
}
