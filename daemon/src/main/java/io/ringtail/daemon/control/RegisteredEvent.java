package io.ringtail.daemon.control;

/**
 * A kind of event that has an id.
 *
 * @param id {@code common_type} of its records
 * @param system the event's system
 * @param name the name that its format has: where several schemas share a name, a number is added
 * @param format its tracefs format text
 */
public record RegisteredEvent(int id, String system, String name, String format) {
    /** {@code SYSTEM:NAME}. */
    public String fullName() {
        return system + ":" + name;
    }
}
