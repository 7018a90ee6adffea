package io.ringtail.client.typed;

/** How grave or how detailed an event is. */
public enum Severity {
    /** Something failed. */
    ERROR,
    /** Something may fail. */
    WARN,
    /** What happens at the level of the application's work; few enough to be left on. */
    INFO,
    /** For those who look for a fault. */
    DEBUG,
    /** Every step. */
    TRACE
}
