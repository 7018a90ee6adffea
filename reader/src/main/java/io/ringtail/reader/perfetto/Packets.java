package io.ringtail.reader.perfetto;

import io.ringtail.reader.protobuf.ProtoBuffer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** Writes a trace packet by packet. All packets are of one sequence and of one machine, whose timestamps are of the monotonic clock. */
final class Packets {
    private static final int PACKET = 1;
    private static final int TIMESTAMP = 8;
    private static final int SEQUENCE = 10;
    private static final int FLAGS = 13;
    private static final int FIRST = 87;
    private static final int MACHINE = 98;
    private static final int CLOCK_SNAPSHOT = 6;
    private static final int SYSTEM_INFO = 45;
    private static final int SYSTEM = 1;
    private static final int SYSTEM_NAME = 1;
    private static final int CLOCK = 1;
    private static final int PRIMARY_CLOCK = 2;
    private static final int DEFAULTS = 59;
    private static final int CLOCK_ID = 58;
    private static final int REALTIME = 1;
    private static final int MONOTONIC = 3;
    private static final int BOOTTIME = 6;
    private static final int STATE_CLEARED = 1;
    private static final int NEEDS_STATE = 2;

    private final OutputStream out;
    private final int machine;
    private final String host;
    private final ProtoBuffer packet = new ProtoBuffer();
    private int start;

    /**
     * Creates a sequence of packets.
     *
     * @param machine the number of the machine; 0 for the first one
     * @param host the machine's name; empty for none
     */
    Packets(OutputStream out, int machine, String host) {
        this.out = out;
        this.machine = machine;
        this.host = host;
    }

    /**
     * Writes the first packets: the clocks, and the sequence's defaults.
     *
     * @param nowNs a time near the events', at which both clocks are taken to be equal: a suspended machine's boot time
     *     is not known here
     * @param offsetNs the time of the monotonic clock's zero since 1970; null if unknown
     */
    void writeStart(long nowNs, @Nullable Long offsetNs) {
        ProtoBuffer body = begin();
        int snapshot = body.begin(CLOCK_SNAPSHOT);
        clock(body, MONOTONIC, nowNs);
        clock(body, BOOTTIME, nowNs);
        if (offsetNs != null) {
            clock(body, REALTIME, nowNs + offsetNs);
        }
        body.number(PRIMARY_CLOCK, MONOTONIC);
        body.end(snapshot);
        sequence(body);
        end();
        body = begin();
        int defaults = body.begin(DEFAULTS);
        body.number(CLOCK_ID, MONOTONIC);
        body.end(defaults);
        sequence(body).number(FLAGS, STATE_CLEARED).number(FIRST, 1);
        end();
        if (!host.isEmpty()) {
            writeHost();
        }
    }

    /** Writes the host as the system's name, which is what the engine calls a machine. */
    private void writeHost() {
        ProtoBuffer body = begin();
        int info = body.begin(SYSTEM_INFO);
        int system = body.begin(SYSTEM);
        body.text(SYSTEM_NAME, host);
        body.end(system);
        body.end(info);
        sequence(body);
        end();
    }

    /** Begins a packet that belongs to a point in time. */
    ProtoBuffer begin(long timestampNs) {
        return sequence(begin()).number(TIMESTAMP, timestampNs).number(FLAGS, NEEDS_STATE);
    }

    /** Begins a packet without a time. */
    ProtoBuffer beginTimeless() {
        return sequence(begin()).number(FLAGS, NEEDS_STATE);
    }

    private static void clock(ProtoBuffer body, int clock, long nowNs) {
        int at = body.begin(CLOCK);
        body.number(1, clock).number(2, nowNs);
        body.end(at);
    }

    private ProtoBuffer sequence(ProtoBuffer body) {
        body.number(SEQUENCE, machine + 1);
        return machine == 0 ? body : body.number(MACHINE, machine);
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
