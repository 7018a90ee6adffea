package io.ringtail.kafka;

import java.util.Map;

/** A further port of a {@link Broker}, with security of its own. */
interface FurtherListener {
    /** The listener as the broker's list of them has it. */
    String entry();

    /** What else the broker needs. */
    Map<String, String> properties();
}
