package io.ringtail.daemon.access;

import io.ringtail.daemon.log.RemoteLog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * The record of who changed what: one line of the logger {@value #LOGGER} for each change, and, up to a rate, for each
 * refused request and what trace-cmd's recordings change. A line is {@code WHO, WHERE: WHAT}; a change that fails has its line, too.
 */
public final class Audit {
    /** The name of the logger, to be sent elsewhere by a logging configuration. */
    public static final String LOGGER = "ringtail.audit";

    private static final Logger LOG = LoggerFactory.getLogger(LOGGER);

    private final RemoteLog limited;

    /**
     * Creates a record.
     *
     * @param limited the rate limit for lines that anyone can cause
     */
    public Audit(RemoteLog limited) {
        this.limited = limited;
    }

    /**
     * Records a change.
     *
     * @param what was changed, in the past tense; it may contain text that a client has sent
     */
    public void changed(Principal who, String what) {
        LOG.info("{}: {}", safe(who.toString()), safe(what));
    }

    /** Records a change that a recording makes, or counts it: anyone who reaches the agent causes such lines. */
    public void changedForRecording(Principal who, String what) {
        limited.log(LOG, Level.INFO, "changes by recordings", safe(who.account()), safe(who + ": " + what));
    }

    /**
     * Records a change that nobody requests at that moment.
     *
     * @param cause of the change, such as a trigger
     * @param what was changed, in the past tense; it may contain text that a client has sent
     */
    public static void changed(String cause, String what) {
        LOG.info("{}: {}", safe(cause), safe(what));
    }

    /** Records a refusal, or counts it. */
    public void refused(Principal who, String what, String why) {
        limited.log(
                LOG, Level.WARN, "requests refused", safe(who.account()), safe(who + ": refused " + what + ": " + why));
    }

    /** Records the refusal of a sender whose credentials are not valid, or counts it. */
    public void rejected(String from, String what, String why) {
        limited.log(
                LOG,
                Level.WARN,
                "requests refused",
                safe(Peers.account(from)),
                safe(from + ": refused " + what + ": " + why));
    }

    /** Makes a text one line of printable characters, so that nobody can forge a line. */
    static String safe(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints().forEach(c -> out.appendCodePoint(isPrintable(c) ? c : '?'));
        return out.toString();
    }

    /** Neither a control character nor one that breaks a line or reorders the text around it. */
    private static boolean isPrintable(int c) {
        int type = Character.getType(c);
        return type != Character.CONTROL
                && type != Character.FORMAT
                && type != Character.LINE_SEPARATOR
                && type != Character.PARAGRAPH_SEPARATOR
                && type != Character.SURROGATE
                && type != Character.UNASSIGNED;
    }
}
