package io.ringtail.bridge;

/** The severity of a log call, whichever library it was made with. */
public enum LogLevel {
    /** The finest. */
    TRACE,
    /** For developers. */
    DEBUG,
    /** For operators. */
    INFO,
    /** Something is wrong, and the application continues. */
    WARN,
    /** Something has failed. */
    ERROR,
    /** The application cannot continue; only Log4j has this level. */
    FATAL
}
