package io.ringtail.daemon.control;

/**
 * An event type with an id.
 *
 * @param id {@code common_type} of its records
 * @param system the event's system
 * @param name the name in its format: if several schemas share a name, a number is appended
 * @param format its tracefs format text
 */
public record RegisteredEvent(int id, String system, String name, String format) {
    /** Returns {@code SYSTEM:NAME}. */
    public String fullName() {
        return system + ":" + name;
    }
}
