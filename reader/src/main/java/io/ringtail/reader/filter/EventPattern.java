package io.ringtail.reader.filter;

/**
 * A pattern for the names of events. A pattern with a colon is matched against {@code SYSTEM:NAME}, one without against
 * either part. Not thread-safe.
 */
public final class EventPattern {
    private final Glob glob;
    private final boolean whole;

    /**
     * Compiles a pattern.
     *
     * @throws IllegalArgumentException if it is empty or too long
     */
    public EventPattern(String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("an empty pattern matches no event: give one like 'shop:*'");
        }
        this.glob = new Glob(text);
        this.whole = text.contains(":");
    }

    /** Returns whether an event matches. */
    public boolean matches(String system, String name) {
        return whole ? glob.matches(system + ":" + name) : glob.matches(system) || glob.matches(name);
    }

    /** Returns whether it is matched against {@code SYSTEM:NAME}, rather than against either part. */
    public boolean isWhole() {
        return whole;
    }

    @Override
    public String toString() {
        return glob.toString();
    }
}
