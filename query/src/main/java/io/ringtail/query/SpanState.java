package io.ringtail.query;

/** How a span came to its end. */
enum SpanState {
    /** By its end. */
    ENDED("ended"),
    /** By the end of a span around it, since its own is lost. */
    END_LOST("end lost"),
    /** By the end of the trace. */
    UNFINISHED("unfinished");

    private final String text;

    SpanState(String text) {
        this.text = text;
    }

    String text() {
        return text;
    }
}
