package io.ringtail.reader;

/** Why events are missing. */
public enum LossCause {
    /** They were overwritten, or unreadable, before the reader received them; the next page has their exact count. */
    OVERRUN,
    /** The page after them says that events are missing, but not how many. */
    UNCOUNTED
}
