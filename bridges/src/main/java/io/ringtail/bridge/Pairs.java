package io.ringtail.bridge;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Collects keys with their values as {@code k=v, k2=v2}. Those beyond 8192 characters are left out. */
public final class Pairs {
    private static final int MOST = 8192;

    private final StringBuilder text = new StringBuilder();

    /** Returns the entries of a map, in its order. */
    public static String of(@Nullable Map<String, String> map) {
        if (map == null || map.isEmpty()) {
            return "";
        }
        Pairs pairs = new Pairs();
        map.forEach(pairs::add);
        return pairs.toString();
    }

    /** Adds a key and its value. */
    public void add(@Nullable String key, @Nullable Object value) {
        if (text.length() >= MOST) {
            return;
        }
        if (text.length() > 0) {
            text.append(", ");
        }
        text.append(key).append('=').append(value);
        if (text.length() > MOST) {
            text.setLength(MOST);
        }
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
