package io.ringtail.cli;

/** The log level of a command: the daemon logs its actions, every other command only its problems. */
final class DaemonLog {
    private static final String LEVEL_PROPERTY = "ringtail.log";

    private DaemonLog() {}

    /** Makes this process log as a daemon. Must be called before the first logger is created. */
    static void toStandardError() {
        if (System.getProperty(LEVEL_PROPERTY) == null) {
            System.setProperty(LEVEL_PROPERTY, "INFO");
        }
    }

    /** The level that this process was started with. */
    static String level() {
        return System.getProperty(LEVEL_PROPERTY, "INFO");
    }
}
