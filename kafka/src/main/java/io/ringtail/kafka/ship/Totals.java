package io.ringtail.kafka.ship;

import java.util.concurrent.atomic.LongAdder;

/** What a shipper has done, over all its sessions. Thread-safe. */
final class Totals {
    final LongAdder sessions = new LongAdder();
    final LongAdder resumes = new LongAdder();
    final LongAdder records = new LongAdder();
    final LongAdder bytes = new LongAdder();
    final LongAdder events = new LongAdder();
    final LongAdder lost = new LongAdder();
    /** Of sessions that have ended, as the next two. */
    final LongAdder sentBytes = new LongAdder();

    final LongAdder blockedNs = new LongAdder();
}
