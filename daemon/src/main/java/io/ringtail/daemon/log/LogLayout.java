package io.ringtail.daemon.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.LayoutBase;

/**
 * The form of log lines on standard error: with the time and the level, or, for the journal, with the priority of each
 * line as {@code <N>} instead, see sd-daemon(3). Named by the logging configuration.
 */
public final class LogLayout extends LayoutBase<ILoggingEvent> {
    private static final String TEXT = "%logger{0}: %msg%n%ex{8}";
    private static final String TIMED = "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level " + TEXT;
    private static final String AUDIT = "ringtail.audit";

    private static final int ERROR = 3;
    private static final int WARNING = 4;
    private static final int NOTICE = 5;
    private static final int INFORMATION = 6;
    private static final int DEBUG = 7;

    private final PatternLayout pattern = new PatternLayout();
    private final boolean journal;

    /** Creates the layout that suits this process's standard error. */
    public LogLayout() {
        this(JournalStream.isStandardError(System.getenv()));
    }

    LogLayout(boolean journal) {
        this.journal = journal;
    }

    @Override
    public void start() {
        pattern.setContext(getContext());
        pattern.setPattern(journal ? TEXT : TIMED);
        pattern.start();
        super.start();
    }

    @Override
    public String doLayout(ILoggingEvent event) {
        String text = pattern.doLayout(event);
        if (!journal) {
            return text;
        }
        String prefix = "<" + priority(event) + ">";
        return prefix + text.stripTrailing().replace("\n", "\n" + prefix) + "\n";
    }

    /** The journal's priority; changes in the audit log are the only notices, so they can be told apart by it. */
    private static int priority(ILoggingEvent event) {
        return switch (event.getLevel().toInt()) {
            case Level.ERROR_INT -> ERROR;
            case Level.WARN_INT -> WARNING;
            case Level.INFO_INT -> event.getLoggerName().equals(AUDIT) ? NOTICE : INFORMATION;
            default -> DEBUG;
        };
    }
}
