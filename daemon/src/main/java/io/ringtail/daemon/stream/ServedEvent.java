package io.ringtail.daemon.stream;

/**
 * A registered event.
 *
 * @param id its {@code common_type}
 * @param system the part of its name before the colon
 * @param name the part behind it
 * @param format its tracefs format text
 */
public record ServedEvent(int id, String system, String name, String format) {}
