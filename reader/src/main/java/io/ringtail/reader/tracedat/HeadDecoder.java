package io.ringtail.reader.tracedat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Decodes the head that precedes the pages of a version 6 or 7 file. No number in it is trusted. */
final class HeadDecoder {
    private static final int MIN_PAGE = 1 << 12;
    private static final int MAX_PAGE = 1 << 24;
    private static final int MAX_CPUS = 1 << 16;
    private static final long NS_PER_US = 1000;
    private static final int CPU_ENTRY = 2 * Long.BYTES;

    private final FileCursor in;
    final List<TraceDatHead.Event> events = new ArrayList<>();
    final Map<Integer, String> cmdlines = new HashMap<>();
    final Map<Integer, Integer> tgids = new HashMap<>();
    final List<CpuPages> cpus = new ArrayList<>();
    final List<String> otherBuffers = new ArrayList<>();
    String headerPage = "";
    String headerEvent = "";
    String clock = "local";
    int pageSize;
    int cpuCount;
    long timeOffset;
    private final BitSet sectionsSeen = new BitSet();
    private boolean topBufferSeen;
    private long pageBytes;

    HeadDecoder(FileCursor in) {
        this.in = in;
    }

    void decode() throws TraceDatException {
        if (in.size() < TraceDatFormat.MAGIC.length
                || !Arrays.equals(in.bytes(TraceDatFormat.MAGIC.length, "first bytes"), TraceDatFormat.MAGIC)) {
            throw in.at(0, "start").problem("not a trace.dat");
        }
        String version = in.name("version");
        if (in.u8("byte order") != TraceDatFormat.LITTLE_ENDIAN) {
            throw in.problem("a big-endian trace, which is not supported");
        }
        in.u8("size of long");
        pageSize = in.u32("page size");
        if (pageSize < MIN_PAGE || pageSize > MAX_PAGE || Integer.bitCount(pageSize) != 1) {
            throw in.problem("invalid page size " + Integer.toUnsignedString(pageSize));
        }
        switch (version) {
            case "6" -> versionSix();
            case "7" -> versionSeven();
            default -> throw in.problem("version " + printable(version) + ", not 6 or 7");
        }
    }

    private void versionSix() throws TraceDatException {
        headers();
        skipFormats();
        systems();
        in.bytes(Integer.toUnsignedLong(in.u32("kallsyms length")), "kallsyms");
        in.bytes(Integer.toUnsignedLong(in.u32("printk length")), "printk formats");
        names();
        cpuCount = checkedCpus(in.u32("number of CPUs"));
        String section = in.name("section's name");
        boolean hasClock = false;
        if (section.equals(TraceDatFormat.OPTIONS)) {
            hasClock = options();
            section = in.name("section's name");
        }
        if (!section.equals(TraceDatFormat.FLYRECORD)) {
            throw in.problem("a section \"" + printable(section) + "\" where \"flyrecord\" was expected");
        }
        for (int cpu = 0; cpu < cpuCount; cpu++) {
            pages(cpu, in.u64("place of CPU " + cpu), in.u64("size of CPU " + cpu));
        }
        if (hasClock) {
            clock = chosen(in.text(in.u64("clock length"), "clock"));
        }
    }

    /** Reads options up to DONE; returns whether a clock's text follows the CPUs. */
    private boolean options() throws TraceDatException {
        boolean hasClock = false;
        for (int id = in.u16("option"); id != TraceDatFormat.OPTION_DONE; id = in.u16("option")) {
            byte[] data = in.bytes(Integer.toUnsignedLong(in.u32("option's length")), "option " + id);
            hasClock |= id == TraceDatFormat.OPTION_TRACECLOCK;
            known(id, data);
        }
        return hasClock;
    }

    private void versionSeven() throws TraceDatException {
        String compression = in.name("compression");
        in.name("compression's version");
        if (!compression.equals("none")) {
            throw in.problem("pages compressed with " + printable(compression)
                    + "; record with \"trace-cmd record --compression none\", or convert with"
                    + " \"trace-cmd convert --compression none\"");
        }
        long section = in.u64("place of the options");
        while (section != 0) {
            in.at(section, "options");
            sectionHeader(TraceDatFormat.OPTION_DONE);
            long next = optionsSection();
            if (next != 0 && next <= section) {
                throw in.problem("options at " + section + " are followed by options at " + next);
            }
            section = next;
        }
        if (!topBufferSeen) {
            throw in.problem("no buffer is described");
        }
    }

    private void sectionHeader(int wanted) throws TraceDatException {
        int id = in.u16("section's number");
        int flags = in.u16("section's flags");
        in.u32("section's description");
        in.u64("section's size");
        if (id != wanted || (flags & 1) != 0) {
            throw in.problem("section " + id + " with flags " + flags + " where " + wanted + " was expected");
        }
    }

    /** Reads the options of one section; returns the offset of the next, or 0. */
    private long optionsSection() throws TraceDatException {
        while (true) {
            int id = in.u16("option");
            long length = Integer.toUnsignedLong(in.u32("option's length"));
            long data = in.position();
            if (id == TraceDatFormat.OPTION_DONE) {
                return in.u64("place of further options");
            }
            option(id, length);
            in.at(data + length, "next option");
        }
    }

    private void option(int id, long length) throws TraceDatException {
        switch (id) {
            case TraceDatFormat.SECTION_HEADERS, TraceDatFormat.SECTION_EVENTS, TraceDatFormat.SECTION_CMDLINES -> {
                in.at(in.u64("place of section " + id), "section " + id);
                sectionHeader(id);
                section(id);
            }
            case TraceDatFormat.OPTION_BUFFER -> buffer();
            case TraceDatFormat.OPTION_CPUCOUNT -> cpuCount = Math.max(cpuCount, checkedCpus(in.u32("CPUs")));
            default -> known(id, in.bytes(length, "option " + id));
        }
    }

    private void section(int id) throws TraceDatException {
        if (sectionsSeen.get(id)) {
            throw in.problem("a second section " + id);
        }
        sectionsSeen.set(id);
        switch (id) {
            case TraceDatFormat.SECTION_HEADERS -> headers();
            case TraceDatFormat.SECTION_EVENTS -> systems();
            default -> names();
        }
    }

    private void buffer() throws TraceDatException {
        in.u64("place of the buffer");
        String name = in.name("buffer's name");
        String itsClock = in.name("buffer's clock");
        int itsPageSize = in.u32("buffer's page size");
        int count = checkedCpus(in.count("CPUs", Integer.BYTES + CPU_ENTRY));
        if (!name.isEmpty() || topBufferSeen) {
            otherBuffers.add(printable(name));
            return;
        }
        if (itsPageSize != pageSize) {
            throw in.problem("a buffer has page size " + itsPageSize + ", but the file " + pageSize);
        }
        topBufferSeen = true;
        clock = itsClock;
        for (int i = 0; i < count; i++) {
            int cpu = checkedCpus(in.u32("CPU's number"));
            cpuCount = Math.max(cpuCount, cpu + 1);
            pages(cpu, in.u64("place of CPU " + cpu), in.u64("size of CPU " + cpu));
        }
    }

    private void headers() throws TraceDatException {
        in.expect(TraceDatFormat.HEADER_PAGE);
        headerPage = in.text(in.u64("length"), "header_page");
        in.expect(TraceDatFormat.HEADER_EVENT);
        headerEvent = in.text(in.u64("length"), "header_event");
    }

    private void skipFormats() throws TraceDatException {
        int count = in.count("ftrace formats", Long.BYTES);
        for (int i = 0; i < count; i++) {
            events.add(new TraceDatHead.Event("ftrace", in.text(in.u64("length"), "ftrace format")));
        }
    }

    private void systems() throws TraceDatException {
        int systems = in.count("systems", 1 + Integer.BYTES);
        for (int i = 0; i < systems; i++) {
            String system = in.name("system");
            int formats = in.count("events", Long.BYTES);
            for (int j = 0; j < formats; j++) {
                events.add(new TraceDatHead.Event(system, in.text(in.u64("length"), "format of " + system)));
            }
        }
    }

    private void names() throws TraceDatException {
        for (String line : in.text(in.u64("length of the names"), "names").split("\n", -1)) {
            int space = line.indexOf(' ');
            if (space > 0) {
                try {
                    cmdlines.putIfAbsent(Integer.valueOf(line.substring(0, space)), line.substring(space + 1));
                } catch (NumberFormatException ignored) {
                    // A line that is not "pid name" names no thread.
                }
            }
        }
    }

    private void pages(int cpu, long offset, long size) throws TraceDatException {
        if (size == 0) {
            return;
        }
        if (offset < 0 || size < 0 || offset > in.size() || size > in.size() - offset) {
            throw in.problem("CPU " + cpu + "'s " + Long.toUnsignedString(size) + " bytes at "
                    + Long.toUnsignedString(offset) + " are not within the file's " + in.size()
                    + ": it was truncated; copy or record it again");
        }
        pageBytes += size;
        if (pageBytes > in.size()) {
            throw in.problem("the pages of CPUs overlap: " + pageBytes + " bytes in a file of " + in.size());
        }
        cpus.add(new CpuPages(cpu, offset, size));
    }

    private void known(int id, byte[] data) throws TraceDatException {
        if (id == TraceDatFormat.OPTION_SAVED_TGIDS) {
            tgids(new String(data, StandardCharsets.US_ASCII));
        } else {
            time(id, data);
        }
    }

    private void tgids(String lines) {
        for (String line : lines.split("\n", -1)) {
            int space = line.indexOf(' ');
            if (space > 0) {
                try {
                    int pid = Integer.parseInt(line.substring(space + 1));
                    if (pid > 0) {
                        tgids.putIfAbsent(Integer.valueOf(line.substring(0, space)), pid);
                    }
                } catch (NumberFormatException ignored) {
                    // A line that is not "tid pid" describes no thread.
                }
            }
        }
    }

    private void time(int id, byte[] data) throws TraceDatException {
        String text =
                new String(data, StandardCharsets.US_ASCII).replace("\0", "").strip();
        try {
            if (id == TraceDatFormat.OPTION_DATE) {
                timeOffset += Long.decode(text) * NS_PER_US;
            } else if (id == TraceDatFormat.OPTION_OFFSET) {
                timeOffset += Long.parseLong(text);
            }
        } catch (NumberFormatException e) {
            throw in.problem("invalid time offset \"" + printable(text) + "\"");
        }
    }

    private int checkedCpus(int count) throws TraceDatException {
        if (count < 0 || count > MAX_CPUS) {
            throw in.problem(Integer.toUnsignedString(count) + " CPUs");
        }
        return count;
    }

    private static String chosen(String clocks) {
        int from = clocks.indexOf('[');
        int to = clocks.indexOf(']', from + 1);
        return from < 0 || to < 0 ? clocks.strip() : clocks.substring(from + 1, to);
    }

    private static String printable(String text) {
        String clean = text.replaceAll("[^ -~]", "?");
        return clean.length() <= 40 ? clean : clean.substring(0, 40) + "...";
    }
}
