package io.ringtail.reader;

/** Why events are missing. */
public enum LossCause {
    /** They were overwritten, or could not be read, before the reader had them; the page after them has their exact count. */
    OVERRUN,
    /** The page after them says that events are missing, but not how many. */
    UNCOUNTED
}
