package io.ringtail.reader.perfetto;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/** Writes a trace packet by packet. All packets are of one sequence, whose timestamps are of the monotonic clock. */
final class Packets {
    private static final int PACKET = 1;
    private static final int TIMESTAMP = 8;
    private static final int SEQUENCE = 10;
    private static final int FLAGS = 13;
    private static final int FIRST = 87;
    private static final int CLOCK_SNAPSHOT = 6;
    private static final int CLOCK = 1;
    private static final int PRIMARY_CLOCK = 2;
    private static final int DEFAULTS = 59;
    private static final int CLOCK_ID = 58;
    private static final int MONOTONIC = 3;
    private static final int BOOTTIME = 6;
    private static final int STATE_CLEARED = 1;
    private static final int NEEDS_STATE = 2;

    private final OutputStream out;
    private final ProtoBuffer packet = new ProtoBuffer();
    private int start;

    Packets(OutputStream out) {
        this.out = out;
    }

    /**
     * Writes the first packets: the clocks, and the sequence's defaults.
     *
     * @param nowNs a time near the events', at which both clocks are taken to be equal: a suspended machine's boot time
     *     is not known here
     */
    void writeStart(long nowNs) {
        ProtoBuffer body = begin();
        int snapshot = body.begin(CLOCK_SNAPSHOT);
        for (int clock : new int[] {MONOTONIC, BOOTTIME}) {
            int at = body.begin(CLOCK);
            body.number(1, clock).number(2, nowNs);
            body.end(at);
        }
        body.number(PRIMARY_CLOCK, MONOTONIC);
        body.end(snapshot);
        body.number(SEQUENCE, 1);
        end();
        body = begin();
        int defaults = body.begin(DEFAULTS);
        body.number(CLOCK_ID, MONOTONIC);
        body.end(defaults);
        body.number(SEQUENCE, 1).number(FLAGS, STATE_CLEARED).number(FIRST, 1);
        end();
    }

    /** Begins a packet that belongs to a point in time. */
    ProtoBuffer begin(long timestampNs) {
        return begin().number(TIMESTAMP, timestampNs).number(SEQUENCE, 1).number(FLAGS, NEEDS_STATE);
    }

    /** Begins a packet without a time. */
    ProtoBuffer beginTimeless() {
        return begin().number(SEQUENCE, 1).number(FLAGS, NEEDS_STATE);
    }

    private ProtoBuffer begin() {
        packet.clear();
        start = packet.begin(PACKET);
        return packet;
    }

    /** Ends the packet, and writes it. */
    void end() {
        packet.end(start);
        try {
            out.write(packet.bytes(), 0, packet.length());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
