package io.ringtail.reader.spans;

import io.ringtail.proto.event.EventFormat;
import io.ringtail.proto.event.FormatField;
import java.util.List;

/**
 * What an event type stands for in a timeline, by its name and the names of its fields.
 *
 * @param format the format that this was read from
 * @param kind what its events are
 * @param name the name of the slice, instant or counter
 * @param value the field of a counter's value, or of a duration; -1 if there is none
 * @param asyncId the field by which the ends of an asynchronous span are paired; -1 if there is none
 * @param javaTid the field with the id of a thread of a JVM; -1 if there is none
 * @param flowId the field with the id of a flow; -1 if there is none
 */
public record EventShape(EventFormat format, Kind kind, String name, int value, int asyncId, int javaTid, int flowId) {
    private static final String BEGIN_SUFFIX = "_begin";
    private static final String END_SUFFIX = "_end";
    private static final String COUNTER = "counter";
    private static final String DURATION = "duration_ns";

    /** What an event is. */
    public enum Kind {
        /** The begin of a span. */
        BEGIN,
        /** The end of a span. */
        END,
        /** A span as one event, at its end. */
        DURATION,
        /** A counter's value. */
        COUNTER,
        /** A point in time. */
        INSTANT
    }

    /** Reads what an event type is from its format. */
    public static EventShape of(EventFormat format) {
        int value = index(format, DURATION);
        Kind kind = Kind.INSTANT;
        String name = format.name();
        if (value >= 0) {
            kind = Kind.DURATION;
        } else if (isNamed(name, BEGIN_SUFFIX)) {
            kind = Kind.BEGIN;
            name = name.substring(0, name.length() - BEGIN_SUFFIX.length());
        } else if (isNamed(name, END_SUFFIX)) {
            kind = Kind.END;
            name = name.substring(0, name.length() - END_SUFFIX.length());
        } else if (isCounter(format)) {
            kind = Kind.COUNTER;
            value = index(format, COUNTER);
        }
        return new EventShape(
                format,
                kind,
                name,
                value,
                index(format, "async_id"),
                index(format, "java_tid"),
                index(format, "flow_id"));
    }

    private static boolean isNamed(String name, String suffix) {
        return name.endsWith(suffix) && name.length() > suffix.length();
    }

    private static boolean isCounter(EventFormat format) {
        List<FormatField> own = format.fields().stream()
                .filter(field -> !field.name().startsWith("common_"))
                .toList();
        return own.size() == 1
                && own.get(0).name().equals(COUNTER)
                && !own.get(0).isText()
                && !own.get(0).isArray();
    }

    private static int index(EventFormat format, String name) {
        List<FormatField> fields = format.fields();
        for (int i = 0; i < fields.size(); i++) {
            if (fields.get(i).name().equals(name)
                    && !fields.get(i).isText()
                    && !fields.get(i).isArray()) {
                return i;
            }
        }
        return -1;
    }

    /** Returns whether a field is shown by the place of the event, and not as an argument. */
    public boolean isStructural(int field) {
        return field == value || field == asyncId || field == flowId;
    }
}
