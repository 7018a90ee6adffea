package io.ringtail.daemon.control;

/**
 * The heap that kinds of events may take in this daemon, all together: they are never removed, and come from clients and from
 * a file that clients can write.
 */
final class EventBudget {
    /** What an event takes beside its texts: objects, and its places in the registry, bytes. */
    static final int OVERHEAD = 400;

    /** Of the heap, as much as is left beside what the daemon needs to serve. */
    private static final int SHARE = 3;

    private static final int PARTS = 8;
    private static final int LATIN_1 = 0xff;

    private final long bytes;
    private long used;

    /** A budget of which nothing is used. */
    EventBudget(long bytes) {
        this.bytes = bytes;
    }

    /** Three eighths of the largest heap that this process may have. */
    static EventBudget ofThisProcess() {
        return new EventBudget(Runtime.getRuntime().maxMemory() / PARTS * SHARE);
    }

    long bytes() {
        return bytes;
    }

    /** What an event costs whose text has this length. */
    static int cost(int textLength) {
        return OVERHEAD + textLength;
    }

    static int cost(RegisteredEvent event) {
        boolean narrow = event.format().chars().allMatch(c -> c <= LATIN_1);
        return cost((event.system().length()
                        + event.name().length()
                        + event.format().length())
                * (narrow ? 1 : 2));
    }

    /**
     * Checks that there is room for another event.
     *
     * @throws EventRefusedException if there is none
     */
    void check(RegisteredEvent event) throws EventRefusedException {
        int cost = cost(event);
        if (used + cost > bytes) {
            throw new EventRefusedException(event.fullName() + " needs " + cost + " bytes of the daemon's heap, and "
                    + used + " of " + bytes
                    + " for kinds of events are used: register fewer or smaller ones, or start the"
                    + " daemon on a new file, or with a larger heap (RINGTAIL_JAVA_OPTS=-Xmx128m)");
        }
    }

    void add(RegisteredEvent event) {
        used += cost(event);
    }
}
