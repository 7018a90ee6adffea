package io.ringtail.daemon.control;

import io.ringtail.proto.event.EventProperties;

/**
 * An event type with an id.
 *
 * @param id {@code common_type} of its records
 * @param system the event's system
 * @param name the name in its format: if several schemas share a name, a number is appended
 * @param format its tracefs format text
 * @param properties what describes it beside the format
 */
public record RegisteredEvent(int id, String system, String name, String format, EventProperties properties) {
    /** Creates an event that has no properties. */
    public RegisteredEvent(int id, String system, String name, String format) {
        this(id, system, name, format, EventProperties.NONE);
    }

    /** Returns {@code SYSTEM:NAME}. */
    public String fullName() {
        return system + ":" + name;
    }
}
