package io.ringtail.reader.tracedat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decodes the head of a version 7 file after its page size: options, and the sections to which they point. */
final class VersionSeven {
    private static final int CPU_ENTRY = Integer.BYTES + 2 * Long.BYTES;

    private final FileCursor in;
    private final FileHead head;
    private final BitSet seen = new BitSet();
    private @Nullable Compression compression;

    VersionSeven(FileCursor in, FileHead head) {
        this.in = in;
        this.head = head;
    }

    void decode() throws TraceDatException {
        String algorithm = in.name("compression");
        in.name("compression's version");
        compression = Compression.named(algorithm);
        if (compression == null && !algorithm.equals(TraceDatFormat.NO_COMPRESSION)) {
            throw in.refusal("compressed with " + FileHead.printable(algorithm)
                    + ", and only zstd and zlib are read: convert it with \"trace-cmd convert --compression none\"");
        }
        long section = in.u64("place of the options");
        while (section != 0) {
            in.at(section, "options");
            long next = options(opened(TraceDatFormat.OPTION_DONE));
            if (next != 0 && next <= section) {
                throw in.problem("options at " + section + " are followed by options at " + next);
            }
            section = next;
        }
        if (head.buffers.isEmpty()) {
            throw in.refusal("it has no buffer: nothing was recorded");
        }
    }

    /** Reads a section's header; returns a cursor over its content, decompressed if necessary. */
    private FileCursor opened(int wanted) throws TraceDatException {
        Compression its = sectionHeader(wanted);
        if (its == null) {
            return in;
        }
        String name = "section " + wanted;
        return in.within(
                CompressedBlock.read(in, its, FileCursor.MAX_TEXT, name).bytes(), name);
    }

    /** Reads a section's header; returns the algorithm that compressed it, null for none. */
    private @Nullable Compression sectionHeader(int wanted) throws TraceDatException {
        int id = in.u16("section's number");
        int flags = in.u16("section's flags");
        in.u32("section's description");
        in.u64("section's size");
        if (id != wanted) {
            throw in.problem("section " + id + " with flags " + flags + " where " + wanted + " was expected");
        }
        if ((flags & TraceDatFormat.SECTION_COMPRESSED) == 0) {
            return null;
        }
        if (compression == null) {
            throw in.problem("section " + id + " is compressed in a file without compression");
        }
        return compression;
    }

    /** Reads the options of one section; returns the offset of the next, or 0. */
    private long options(FileCursor section) throws TraceDatException {
        while (true) {
            int id = section.u16("option");
            long length = Integer.toUnsignedLong(section.u32("option's length"));
            long data = section.position();
            if (id == TraceDatFormat.OPTION_DONE) {
                return section.u64("place of further options");
            }
            option(section, id, length);
            section.at(data + length, "next option");
        }
    }

    private void option(FileCursor section, int id, long length) throws TraceDatException {
        switch (id) {
            case TraceDatFormat.SECTION_HEADERS,
                    TraceDatFormat.SECTION_FTRACE_EVENTS,
                    TraceDatFormat.SECTION_EVENTS,
                    TraceDatFormat.SECTION_KALLSYMS,
                    TraceDatFormat.SECTION_PRINTK,
                    TraceDatFormat.SECTION_CMDLINES -> {
                in.at(section.u64("place of section " + id), "section " + id);
                section(id, opened(id));
            }
            case TraceDatFormat.OPTION_BUFFER -> buffer(section);
            case TraceDatFormat.OPTION_BUFFER_TEXT -> throw section.refusal(TraceDatFormat.LATENCY_REFUSAL);
            default -> head.option(section, id, section.bytes(length, "option " + id));
        }
    }

    private void section(int id, FileCursor content) throws TraceDatException {
        if (seen.get(id)) {
            throw in.problem("a second section " + id);
        }
        seen.set(id);
        switch (id) {
            case TraceDatFormat.SECTION_HEADERS -> head.headers(content);
            case TraceDatFormat.SECTION_FTRACE_EVENTS -> head.ftraceFormats(content);
            case TraceDatFormat.SECTION_EVENTS -> head.systems(content);
            case TraceDatFormat.SECTION_KALLSYMS -> head.kallsyms(content);
            case TraceDatFormat.SECTION_PRINTK -> head.printkFormats(content);
            default -> head.names(content);
        }
    }

    private void buffer(FileCursor option) throws TraceDatException {
        long place = option.u64("place of the buffer");
        String name = option.name("buffer's name");
        String clock = option.name("buffer's clock");
        int pageSize = FileHead.checkedPageSize(option, option.u32("buffer's page size"));
        int count = FileHead.checkedCpus(option, option.count("CPUs", CPU_ENTRY));
        List<CpuPages> cpus = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int cpu = FileHead.checkedCpus(option, option.u32("CPU's number") + 1) - 1;
            head.cpuCount = Math.max(head.cpuCount, cpu + 1);
            head.pages(in, cpu, option.u64("place of CPU " + cpu), option.u64("size of CPU " + cpu), cpus);
        }
        in.at(place, "buffer " + name);
        head.buffers.add(new FileBuffer(name, clock, pageSize, cpus, sectionHeader(TraceDatFormat.OPTION_BUFFER)));
    }
}
