package io.ringtail.daemon.control;

/**
 * The heap that all event types together may take in this daemon: they are never removed, and come from clients and
 * from a file that clients can write.
 */
final class EventBudget {
    /** The heap that an event takes besides its texts, in bytes: objects, and its places in the registry. */
    static final int OVERHEAD = 400;

    /** What to do where event types take too many bytes. */
    static final String REMEDY = "register fewer or smaller ones, or start the daemon on a new file or with a larger"
            + " heap (RINGTAIL_JAVA_OPTS=-Xmx128m)";

    private static final int LATIN_1 = 0xff;

    private final long bytes;
    private long used;

    /** Creates an unused budget. */
    EventBudget(long bytes) {
        this.bytes = bytes;
    }

    long bytes() {
        return bytes;
    }

    long used() {
        return used;
    }

    /** Returns the cost in bytes of an event whose text has this length. */
    static int cost(int textLength) {
        return OVERHEAD + textLength;
    }

    static int cost(RegisteredEvent event) {
        String properties = event.properties().text();
        boolean narrow = isNarrow(event.format()) && isNarrow(properties);
        return cost((event.system().length()
                        + event.name().length()
                        + event.format().length()
                        + properties.length())
                * (narrow ? 1 : 2));
    }

    private static boolean isNarrow(String text) {
        return text.chars().allMatch(c -> c <= LATIN_1);
    }

    /**
     * Checks that there is room for another event.
     *
     * @throws EventRefusedException if there is none
     */
    void check(RegisteredEvent event) throws EventRefusedException {
        int cost = cost(event);
        if (used + cost > bytes) {
            throw new EventRefusedException(event.fullName() + " needs " + cost + " bytes of the daemon's heap, but "
                    + used + " of " + bytes
                    + " bytes for event types are in use: " + REMEDY);
        }
    }

    void add(RegisteredEvent event) {
        used += cost(event);
    }
}
