package io.ringtail.reader.otlp;

import io.ringtail.reader.protobuf.ProtoBuffer;
import org.jspecify.annotations.Nullable;

/** The message of one span, used for one after the other. */
final class EncodedSpan {
    /** The number of the attributes in the message. */
    static final int ATTRIBUTES = 9;

    static final int INTERNAL = 1;
    static final int OK = 1;
    static final int ERROR = 2;

    private static final int TRACE_ID = 1;
    private static final int SPAN_ID = 2;
    private static final int PARENT = 4;
    private static final int NAME = 5;
    private static final int KIND = 6;
    private static final int BEGIN = 7;
    private static final int END = 8;
    private static final int LINK = 13;
    private static final int STATUS = 15;
    private static final int STATUS_MESSAGE = 2;
    private static final int STATUS_CODE = 3;
    private static final int LINK_TRACE_ID = 1;
    private static final int LINK_SPAN_ID = 2;

    private final ProtoBuffer message = new ProtoBuffer();
    private final byte[] trace = new byte[2 * Long.BYTES];
    private final byte[] span = new byte[Long.BYTES];

    /** Returns the message, to which fields may be added. */
    ProtoBuffer message() {
        return message;
    }

    /**
     * Begins another span.
     *
     * @param parent the id of the span around it; 0 if there is none
     * @param kind {@link #INTERNAL}, or another of the protocol's numbers
     * @param beginNs since 1970, as is the next
     */
    void begin(SpanContext context, long parent, String name, int kind, long beginNs, long endNs) {
        message.clear();
        ids(context, TRACE_ID, SPAN_ID);
        if (parent != 0) {
            message.bytes(PARENT, bytes(parent, span, 0), span.length);
        }
        message.text(NAME, name).number(KIND, kind).fixed64(BEGIN, beginNs).fixed64(END, endNs);
    }

    private void ids(SpanContext context, int traceField, int spanField) {
        bytes(context.traceHigh(), trace, 0);
        message.bytes(traceField, bytes(context.traceLow(), trace, Long.BYTES), trace.length);
        message.bytes(spanField, bytes(context.spanId(), span, 0), span.length);
    }

    private static byte[] bytes(long number, byte[] into, int offset) {
        for (int i = 0; i < Long.BYTES; i++) {
            into[offset + i] = (byte) (number >>> ((Long.BYTES - 1 - i) * Byte.SIZE));
        }
        return into;
    }

    /** Links the span to another one; null for none. */
    void link(@Nullable SpanContext other) {
        if (other != null) {
            int link = message.begin(LINK);
            ids(other, LINK_TRACE_ID, LINK_SPAN_ID);
            message.end(link);
        }
    }

    /** Sets how the span has ended; an empty text for no message. */
    void status(int code, CharSequence text) {
        int status = message.begin(STATUS);
        if (text.length() > 0) {
            message.text(STATUS_MESSAGE, text);
        }
        message.number(STATUS_CODE, code);
        message.end(status);
    }
}
