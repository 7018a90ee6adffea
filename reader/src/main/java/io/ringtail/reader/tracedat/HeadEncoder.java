package io.ringtail.reader.tracedat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Encodes in memory the head that precedes the pages of a version 6 file. */
final class HeadEncoder {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /**
     * Encodes the head, with the location of each CPU's pages.
     *
     * @param places per CPU, from 0 on, offset and size in bytes
     */
    static byte[] encode(TraceDatHead head, long[][] places) {
        HeadEncoder encoder = new HeadEncoder();
        encoder.bytes(TraceDatFormat.MAGIC)
                .text("6")
                .u8(TraceDatFormat.LITTLE_ENDIAN)
                .u8(Long.BYTES);
        encoder.u32(head.pageSize());
        encoder.text(TraceDatFormat.HEADER_PAGE).sized(head.headerPage());
        encoder.text(TraceDatFormat.HEADER_EVENT).sized(head.headerEvent());
        encoder.u32(0).systems(head).u32(0).u32(0);
        encoder.sized(cmdlines(head)).u32(places.length);
        encoder.text(TraceDatFormat.OPTIONS);
        byte[] clocks = TraceDatFormat.utf8(clocks(head.clock()));
        encoder.u16(TraceDatFormat.OPTION_TRACECLOCK).u32(clocks.length).bytes(clocks);
        if (!head.note().isEmpty()) {
            byte[] note = TraceDatFormat.utf8(head.note() + '\0');
            encoder.u16(TraceDatFormat.OPTION_UNAME).u32(note.length).bytes(note);
        }
        if (!head.tgids().isEmpty()) {
            byte[] tgids = TraceDatFormat.utf8(tgids(head));
            encoder.u16(TraceDatFormat.OPTION_SAVED_TGIDS).u32(tgids.length).bytes(tgids);
        }
        encoder.u16(TraceDatFormat.OPTION_DONE);
        encoder.text(TraceDatFormat.FLYRECORD);
        for (long[] place : places) {
            encoder.u64(place[0]).u64(place[1]);
        }
        encoder.sized(clocks(head.clock()));
        return encoder.out.toByteArray();
    }

    /**
     * Returns tracefs's {@code trace_clock}, and a NUL. The text appears both in the option and after the CPUs:
     * trace-cmd searches both as C strings, and would read beyond the end of an empty one.
     */
    private static String clocks(String chosen) {
        return "local global counter uptime perf [" + chosen + "] boot\n\0";
    }

    private HeadEncoder systems(TraceDatHead head) {
        Map<String, List<String>> systems = new TreeMap<>();
        for (TraceDatHead.Event event : head.events()) {
            systems.computeIfAbsent(event.system(), system -> new ArrayList<>()).add(event.format());
        }
        u32(systems.size());
        systems.forEach((system, formats) -> {
            text(system).u32(formats.size());
            formats.forEach(this::sized);
        });
        return this;
    }

    private static String cmdlines(TraceDatHead head) {
        StringBuilder lines = new StringBuilder();
        head.cmdlines()
                .forEach((tid, name) -> lines.append(tid)
                        .append(' ')
                        .append(name.replace('\n', ' '))
                        .append('\n'));
        return lines.toString();
    }

    /** Returns the lines, and a NUL, on which readers in C rely. */
    private static String tgids(TraceDatHead head) {
        StringBuilder lines = new StringBuilder();
        head.tgids()
                .forEach((tid, pid) -> lines.append(tid).append(' ').append(pid).append('\n'));
        return lines.append('\0').toString();
    }

    private HeadEncoder sized(String text) {
        byte[] bytes = TraceDatFormat.utf8(text);
        return u64(bytes.length).bytes(bytes);
    }

    private HeadEncoder text(String text) {
        return bytes(TraceDatFormat.utf8(text)).u8(0);
    }

    private HeadEncoder u8(int value) {
        out.write(value);
        return this;
    }

    private HeadEncoder u16(int value) {
        return u8(value).u8(value >>> Byte.SIZE);
    }

    private HeadEncoder u32(int value) {
        return u16(value).u16(value >>> Short.SIZE);
    }

    private HeadEncoder u64(long value) {
        return bytes(ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(value)
                .array());
    }

    private HeadEncoder bytes(byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }
}
