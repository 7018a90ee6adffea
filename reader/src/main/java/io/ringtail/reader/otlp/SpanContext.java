package io.ringtail.reader.otlp;

import io.ringtail.proto.event.EventFormat;
import io.ringtail.proto.event.FormatField;
import io.ringtail.reader.EventView;
import org.jspecify.annotations.Nullable;

/** The ids of a span: those of its trace, of 128 bits, and its own. */
record SpanContext(long traceHigh, long traceLow, long spanId) {
    /** The text fields that {@code @TraceContext} adds to an event: the ids of OpenTelemetry's current span. */
    static final String TRACE_FIELD = "trace_id";

    static final String SPAN_FIELD = "span_id";

    private static final int HEX = 16;
    private static final int DIGITS = 16;

    /** Returns the ids in an event's fields; null if it has none. */
    static @Nullable SpanContext in(EventView event, EventFormat format) {
        CharSequence trace = text(event, format, TRACE_FIELD);
        if (!isHex(trace, 2 * DIGITS)) {
            return null;
        }
        long high = Long.parseUnsignedLong(trace, 0, DIGITS, HEX);
        long low = Long.parseUnsignedLong(trace, DIGITS, 2 * DIGITS, HEX);
        CharSequence span = text(event, format, SPAN_FIELD);
        if (!isHex(span, DIGITS)) {
            return null;
        }
        SpanContext found = new SpanContext(high, low, Long.parseUnsignedLong(span, 0, DIGITS, HEX));
        return found.isValid() ? found : null;
    }

    private static CharSequence text(EventView event, EventFormat format, String name) {
        for (int i = 0; i < format.fields().size(); i++) {
            FormatField field = format.fields().get(i);
            if (field.isText() && field.name().equals(name)) {
                return event.text(i);
            }
        }
        return "";
    }

    private static boolean isHex(CharSequence text, int digits) {
        return text.length() == digits
                && text.chars().allMatch(c -> c < Byte.MAX_VALUE && Character.digit(c, HEX) >= 0);
    }

    /** Whether these are ids: all zeros are none. */
    boolean isValid() {
        return (traceHigh | traceLow) != 0 && spanId != 0;
    }

    boolean isOfTrace(SpanContext other) {
        return traceHigh == other.traceHigh && traceLow == other.traceLow;
    }
}
