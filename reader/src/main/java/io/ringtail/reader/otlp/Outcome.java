package io.ringtail.reader.otlp;

/**
 * What has become of one attempt to send a batch.
 *
 * @param kind whether it was accepted, and what else to do
 * @param rejected the number of spans that the receiver has rejected although it accepted the request
 * @param text why, in one line; empty if all is well
 * @param pauseNs how long the receiver wants to be left alone, ns; negative if it does not say
 */
record Outcome(Kind kind, long rejected, String text, long pauseNs) {
    /** What an attempt has led to. */
    enum Kind {
        /** The receiver has the spans, but for the rejected ones. */
        ACCEPTED,
        /** The same request may succeed later. */
        LATER,
        /** The receiver does not want this batch; another one it may. */
        REFUSED,
        /** No request will succeed. */
        USELESS
    }

    static Outcome accepted() {
        return new Outcome(Kind.ACCEPTED, 0, "", -1);
    }

    static Outcome later(String text, long pauseNs) {
        return new Outcome(Kind.LATER, 0, text, pauseNs);
    }

    static Outcome useless(String text) {
        return new Outcome(Kind.USELESS, 0, text, -1);
    }
}
