package io.ringtail.reader.tracedat;

import io.ringtail.reader.tracedat.FileContents.BufferPages;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Encodes in memory the head that precedes the pages of a file. */
final class HeadEncoder {
    static final int SECTION_HEAD = 2 * Short.BYTES + Integer.BYTES + Long.BYTES;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /**
     * Encodes the head of a version 6 file, with the location of each CPU's pages.
     *
     * @param places per buffer and CPU, from 0 on, offset and size in bytes
     */
    static byte[] encode(FileContents file, long[][][] places) {
        long[] instances = new long[places.length];
        // Offsets do not change the length of what precedes them.
        sixHead(file, places, instances);
        return sixHead(file, places, instances);
    }

    /** Encodes a version 6 file's head, and notes where each instance's buffer is described. */
    private static byte[] sixHead(FileContents file, long[][][] places, long[] instances) {
        HeadEncoder encoder = new HeadEncoder().untilOptions(file);
        for (int i = 1; i < instances.length; i++) {
            byte[] name = TraceDatFormat.utf8(file.buffers().get(i).name() + '\0');
            encoder.u16(TraceDatFormat.OPTION_BUFFER).u32(Long.BYTES + name.length);
            encoder.u64(instances[i]).bytes(name);
        }
        encoder.u16(TraceDatFormat.OPTION_DONE);
        for (int i = 0; i < instances.length; i++) {
            instances[i] = encoder.out.size();
            encoder.text(TraceDatFormat.FLYRECORD);
            for (long[] place : places[i]) {
                encoder.u64(place[0]).u64(place[1]);
            }
            if (file.namesClocks()) {
                encoder.sized(TraceDatFormat.clocks(file.buffers().get(i).clock()));
            }
        }
        return encoder.out.toByteArray();
    }

    /** Encodes the part of a version 6 file that precedes the description of its pages. */
    static byte[] encodeWithoutPages(FileContents file) {
        return new HeadEncoder()
                .untilOptions(file)
                .u16(TraceDatFormat.OPTION_DONE)
                .out
                .toByteArray();
    }

    private HeadEncoder untilOptions(FileContents file) {
        start(file, "6").headers(file).systems(file, true).systems(file, false);
        counted(file.kallsyms()).counted(file.printkFormats());
        sized(cmdlines(file)).u32(file.cpus());
        return text(TraceDatFormat.OPTIONS).options(file);
    }

    /**
     * Encodes the head of a version 7 file whose pages are compressed with zstd: everything up to the header of the
     * first section with pages.
     *
     * @param places per buffer and CPU, from 0 on, offset and size in bytes
     * @param starts where each buffer's section begins
     * @param sections the head's, as compressed by {@link #sections}
     */
    static byte[] encodeCompressed(FileContents file, long[][][] places, long[] starts, Map<Integer, byte[]> sections) {
        HeadEncoder encoder = new HeadEncoder();
        encoder.start(file, "7").text(Compression.ZSTD.algorithm()).text("1");
        encoder.u64(encoder.out.size() + Long.BYTES);
        // The options come first: their length does not depend on the offsets in them.
        int optionsLength = sevenOptions(file, places, starts, sections, 0).length;
        long after = encoder.out.size() + SECTION_HEAD + (long) optionsLength;
        encoder.sectionHead(TraceDatFormat.OPTION_DONE, 0, optionsLength);
        encoder.bytes(sevenOptions(file, places, starts, sections, after));
        sections.forEach((id, bytes) -> encoder.sectionHead(id, TraceDatFormat.SECTION_COMPRESSED, bytes.length)
                .bytes(bytes));
        return encoder.out.toByteArray();
    }

    /** Encodes the header of a section with a buffer's compressed pages. */
    static byte[] bufferSection(long size) {
        return new HeadEncoder()
                .sectionHead(TraceDatFormat.OPTION_BUFFER, TraceDatFormat.SECTION_COMPRESSED, size)
                .out
                .toByteArray();
    }

    /** Compresses a head's sections; returns them by their ids, in the order in which they are written. */
    static Map<Integer, byte[]> sections(FileContents file, ChunkWriter chunks) {
        Map<Integer, HeadEncoder> contents = new TreeMap<>();
        contents.put(TraceDatFormat.SECTION_HEADERS, new HeadEncoder().headers(file));
        contents.put(TraceDatFormat.SECTION_FTRACE_EVENTS, new HeadEncoder().systems(file, true));
        contents.put(TraceDatFormat.SECTION_EVENTS, new HeadEncoder().systems(file, false));
        contents.put(TraceDatFormat.SECTION_KALLSYMS, new HeadEncoder().counted(file.kallsyms()));
        contents.put(TraceDatFormat.SECTION_PRINTK, new HeadEncoder().counted(file.printkFormats()));
        contents.put(TraceDatFormat.SECTION_CMDLINES, new HeadEncoder().sized(cmdlines(file)));
        Map<Integer, byte[]> sections = new TreeMap<>();
        contents.forEach((id, content) -> {
            byte[] bytes = content.out.toByteArray();
            sections.put(id, chunks.block(bytes, bytes.length).array());
        });
        return sections;
    }

    /** The options of a version 7 file whose sections begin at an offset. */
    private static byte[] sevenOptions(
            FileContents file, long[][][] places, long[] starts, Map<Integer, byte[]> sections, long start) {
        HeadEncoder options = new HeadEncoder().options(file);
        options.u16(TraceDatFormat.OPTION_CPUCOUNT).u32(Integer.BYTES).u32(file.cpus());
        long at = start;
        for (Map.Entry<Integer, byte[]> section : sections.entrySet()) {
            options.u16(section.getKey()).u32(Long.BYTES).u64(at);
            at += SECTION_HEAD + section.getValue().length;
        }
        for (int i = 0; i < places.length; i++) {
            BufferPages buffer = file.buffers().get(i);
            HeadEncoder described = new HeadEncoder().u64(starts[i]).text(buffer.name());
            described.text(buffer.clock()).u32(file.pageSize()).u32(places[i].length);
            for (int cpu = 0; cpu < places[i].length; cpu++) {
                described.u32(cpu).u64(places[i][cpu][0]).u64(places[i][cpu][1]);
            }
            byte[] bytes = described.out.toByteArray();
            options.u16(TraceDatFormat.OPTION_BUFFER).u32(bytes.length).bytes(bytes);
        }
        return options.u16(TraceDatFormat.OPTION_DONE)
                .u32(Long.BYTES)
                .u64(0)
                .out
                .toByteArray();
    }

    private HeadEncoder start(FileContents file, String version) {
        return bytes(TraceDatFormat.MAGIC)
                .text(version)
                .u8(TraceDatFormat.LITTLE_ENDIAN)
                .u8(Long.BYTES)
                .u32(file.pageSize());
    }

    private HeadEncoder headers(FileContents file) {
        return text(TraceDatFormat.HEADER_PAGE)
                .sized(file.headerPage())
                .text(TraceDatFormat.HEADER_EVENT)
                .sized(file.headerEvent());
    }

    private HeadEncoder sectionHead(int id, int flags, long size) {
        return u16(id).u16(flags).u32(0).u64(size);
    }

    private HeadEncoder options(FileContents file) {
        for (TraceOption option : file.options()) {
            u16(option.id()).u32(option.data().length).bytes(option.data());
        }
        return this;
    }

    /** The formats of the system ftrace, which come first and without its name, or those of all others. */
    private HeadEncoder systems(FileContents file, boolean ftrace) {
        Map<String, List<String>> systems = new TreeMap<>();
        for (TraceDatHead.Event event : file.events()) {
            if (event.system().equals(TraceDatFormat.FTRACE) == ftrace) {
                systems.computeIfAbsent(event.system(), system -> new ArrayList<>())
                        .add(event.format());
            }
        }
        if (ftrace) {
            return formats(systems.getOrDefault(TraceDatFormat.FTRACE, List.of()));
        }
        u32(systems.size());
        systems.forEach((system, formats) -> text(system).formats(formats));
        return this;
    }

    private HeadEncoder formats(List<String> formats) {
        u32(formats.size());
        formats.forEach(this::sized);
        return this;
    }

    private static String cmdlines(FileContents file) {
        StringBuilder lines = new StringBuilder();
        file.cmdlines()
                .forEach((tid, name) -> lines.append(tid)
                        .append(' ')
                        .append(name.replace('\n', ' '))
                        .append('\n'));
        return lines.toString();
    }

    private HeadEncoder sized(String text) {
        byte[] bytes = TraceDatFormat.utf8(text);
        return u64(bytes.length).bytes(bytes);
    }

    private HeadEncoder counted(String text) {
        byte[] bytes = TraceDatFormat.utf8(text);
        return u32(bytes.length).bytes(bytes);
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
