package io.ringtail.cli;

/** How much is logged: the daemon says what it does, every other command only what goes wrong. */
final class DaemonLog {
    private static final String LEVEL_PROPERTY = "ringtail.log";

    private DaemonLog() {}

    /** Makes this process log as a daemon. Must come before the first logger is made. */
    static void toStandardError() {
        if (System.getProperty(LEVEL_PROPERTY) == null) {
            System.setProperty(LEVEL_PROPERTY, "INFO");
        }
    }
}
