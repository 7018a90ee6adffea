package io.ringtail.reader.tracedat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Encodes in memory the head that precedes the pages of a file. */
final class HeadEncoder {
    private static final int SECTION_HEAD = 2 * Short.BYTES + Integer.BYTES + Long.BYTES;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /**
     * Encodes the head of a version 6 file, with the location of each CPU's pages.
     *
     * @param places per CPU, from 0 on, offset and size in bytes
     */
    static byte[] encode(TraceDatHead head, long[][] places) {
        HeadEncoder encoder = new HeadEncoder();
        encoder.start(head, "6").headers(head).u32(0).systems(head).u32(0).u32(0);
        encoder.sized(cmdlines(head)).u32(places.length);
        encoder.text(TraceDatFormat.OPTIONS).options(head).u16(TraceDatFormat.OPTION_DONE);
        encoder.text(TraceDatFormat.FLYRECORD);
        for (long[] place : places) {
            encoder.u64(place[0]).u64(place[1]);
        }
        encoder.sized(clocks(head.clock()));
        return encoder.out.toByteArray();
    }

    /**
     * Encodes the head of a version 7 file whose pages are compressed with zstd: everything up to the header of the
     * section with the pages.
     *
     * @param places per CPU, from 0 on, offset and size in bytes
     * @param end where the last CPU's pages end
     * @param sections the head's, as compressed by {@link #sections}
     */
    static byte[] encodeCompressed(TraceDatHead head, long[][] places, long end, Map<Integer, byte[]> sections) {
        HeadEncoder encoder = new HeadEncoder();
        encoder.start(head, "7").text(Compression.ZSTD.algorithm()).text("1");
        encoder.u64(encoder.out.size() + Long.BYTES);
        // The options come first: their length does not depend on the offsets in them.
        int optionsLength = sevenOptions(head, places, sections, 0).length;
        long after = encoder.out.size() + SECTION_HEAD + (long) optionsLength;
        encoder.sectionHead(TraceDatFormat.OPTION_DONE, 0, optionsLength);
        encoder.bytes(sevenOptions(head, places, sections, after));
        sections.forEach((id, bytes) -> encoder.sectionHead(id, TraceDatFormat.SECTION_COMPRESSED, bytes.length)
                .bytes(bytes));
        int start = encoder.out.size() + SECTION_HEAD;
        encoder.sectionHead(TraceDatFormat.OPTION_BUFFER, TraceDatFormat.SECTION_COMPRESSED, end - start);
        return encoder.out.toByteArray();
    }

    /** Compresses a head's sections; returns them by their ids, in the order in which they are written. */
    static Map<Integer, byte[]> sections(TraceDatHead head, ChunkWriter chunks) {
        Map<Integer, HeadEncoder> contents = new TreeMap<>();
        contents.put(TraceDatFormat.SECTION_HEADERS, new HeadEncoder().headers(head));
        contents.put(TraceDatFormat.SECTION_FTRACE_EVENTS, new HeadEncoder().u32(0));
        contents.put(TraceDatFormat.SECTION_EVENTS, new HeadEncoder().systems(head));
        contents.put(TraceDatFormat.SECTION_KALLSYMS, new HeadEncoder().u32(0));
        contents.put(TraceDatFormat.SECTION_PRINTK, new HeadEncoder().u32(0));
        contents.put(TraceDatFormat.SECTION_CMDLINES, new HeadEncoder().sized(cmdlines(head)));
        Map<Integer, byte[]> sections = new TreeMap<>();
        contents.forEach((id, content) -> {
            byte[] bytes = content.out.toByteArray();
            sections.put(id, chunks.block(bytes, bytes.length).array());
        });
        return sections;
    }

    /** The options of a version 7 file whose sections, and then its buffer, begin at an offset. */
    private static byte[] sevenOptions(TraceDatHead head, long[][] places, Map<Integer, byte[]> sections, long start) {
        HeadEncoder options = new HeadEncoder().options(head);
        options.u16(TraceDatFormat.OPTION_CPUCOUNT).u32(Integer.BYTES).u32(places.length);
        long at = start;
        for (Map.Entry<Integer, byte[]> section : sections.entrySet()) {
            options.u16(section.getKey()).u32(Long.BYTES).u64(at);
            at += SECTION_HEAD + section.getValue().length;
        }
        HeadEncoder buffer = new HeadEncoder().u64(at).text("").text(head.clock());
        buffer.u32(head.pageSize()).u32(places.length);
        for (int cpu = 0; cpu < places.length; cpu++) {
            buffer.u32(cpu).u64(places[cpu][0]).u64(places[cpu][1]);
        }
        byte[] described = buffer.out.toByteArray();
        options.u16(TraceDatFormat.OPTION_BUFFER).u32(described.length).bytes(described);
        return options.u16(TraceDatFormat.OPTION_DONE)
                .u32(Long.BYTES)
                .u64(0)
                .out
                .toByteArray();
    }

    private HeadEncoder start(TraceDatHead head, String version) {
        return bytes(TraceDatFormat.MAGIC)
                .text(version)
                .u8(TraceDatFormat.LITTLE_ENDIAN)
                .u8(Long.BYTES)
                .u32(head.pageSize());
    }

    private HeadEncoder headers(TraceDatHead head) {
        return text(TraceDatFormat.HEADER_PAGE)
                .sized(head.headerPage())
                .text(TraceDatFormat.HEADER_EVENT)
                .sized(head.headerEvent());
    }

    private HeadEncoder sectionHead(int id, int flags, long size) {
        return u16(id).u16(flags).u32(0).u64(size);
    }

    private HeadEncoder options(TraceDatHead head) {
        byte[] clocks = TraceDatFormat.utf8(clocks(head.clock()));
        u16(TraceDatFormat.OPTION_TRACECLOCK).u32(clocks.length).bytes(clocks);
        if (!head.note().isEmpty()) {
            byte[] note = TraceDatFormat.utf8(head.note() + '\0');
            u16(TraceDatFormat.OPTION_UNAME).u32(note.length).bytes(note);
        }
        if (!head.tgids().isEmpty()) {
            byte[] tgids = TraceDatFormat.utf8(tgids(head));
            u16(TraceDatFormat.OPTION_SAVED_TGIDS).u32(tgids.length).bytes(tgids);
        }
        return this;
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
