package io.ringtail.client;

import java.util.stream.Collectors;

/** The callers of an event's method, as a text. */
final class CallStack {
    private static final String OWN = "io.ringtail.client.";
    /** In the names of the classes that {@link Tracer#provider} makes. */
    private static final String MADE = "$Ringtail";

    private static final String PROXY = "$Proxy";

    private CallStack() {}

    /**
     * Returns the callers, innermost first: {@code Shop.sell(Shop.java:12) < Main.main(Main.java:5)}; empty if there is
     * no memory for them.
     *
     * @param depth the maximum number of callers
     */
    static String text(int depth) {
        try {
            return StackWalker.getInstance()
                    .walk(frames -> frames.dropWhile(frame -> isOwn(frame.getClassName()))
                            .limit(depth)
                            .map(frame -> frame.toStackTraceElement().toString())
                            .collect(Collectors.joining(" < ")));
        } catch (VirtualMachineError e) {
            return "";
        }
    }

    private static boolean isOwn(String name) {
        return name.startsWith(OWN) || name.contains(MADE) || name.contains(PROXY);
    }
}
