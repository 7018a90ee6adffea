package io.ringtail.bridge;

/** The expected events of log calls, and arguments that misbehave. */
public final class LogLines {
    private LogLines() {}

    /** Returns an event with no exception and no context. */
    public static String line(LogLevel level, String logger, String message) {
        return line(level, logger, message, "", "");
    }

    /** Returns an event. */
    public static String line(LogLevel level, String logger, String message, String thrown, String mdc) {
        return "message{\"level\":\"" + level + "\",\"logger\":\"" + logger + "\",\"message\":\"" + message
                + "\",\"thrown\":\"" + thrown + "\",\"mdc\":\"" + mdc + "\"}";
    }

    /** Returns the event of an error "failed" with an exception about stock and a context. */
    public static String failed(String logger, String mdc) {
        return line(LogLevel.ERROR, logger, "failed", "java.lang.IllegalStateException: no stock", mdc);
    }

    /** Returns the event of a message with a {@link Speechless} exception. */
    public static String speechless(String logger, String message) {
        String thrown = Speechless.class.getName() + ": (its message threw java.lang.AssertionError)";
        return line(LogLevel.INFO, logger, message, thrown, "");
    }

    /** An argument whose text is an error. */
    public static final class Failing {
        @Override
        public String toString() {
            throw new AssertionError("no text");
        }
    }

    /** An argument whose text cannot be computed with any stack. */
    public static final class Endless {
        @Override
        public String toString() {
            return "x" + this;
        }
    }

    /** An argument whose text logs. */
    public static final class Logging {
        private final Runnable log;

        /** Creates an argument. */
        public Logging(Runnable log) {
            this.log = log;
        }

        @Override
        public String toString() {
            log.run();
            return "nested";
        }
    }

    /** An exception whose message is an error. */
    public static final class Speechless extends RuntimeException {
        private static final long serialVersionUID = 1;

        @Override
        public String getMessage() {
            throw new AssertionError("no message");
        }
    }
}
