package io.ringtail.reader.tracedat;

import io.ringtail.reader.format.Machine;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The parts of a file's head, which have the same form in versions 6 and 7. No number in it is trusted. */
final class FileHead {
    static final int MAX_CPUS = 1 << 16;

    private static final int MIN_PAGE = 1 << 12;
    private static final int MAX_PAGE = 1 << 24;
    private static final Pattern COMMIT = Pattern.compile("field:[^;]*\\bcommit;[^;]*;\\s*size:([0-9]{1,2});");

    final List<TraceDatHead.Event> events = new ArrayList<>();
    final Map<Integer, String> cmdlines = new HashMap<>();
    final Map<Integer, Integer> tgids = new HashMap<>();
    final List<FileBuffer> buffers = new ArrayList<>();
    final FileTimes times = new FileTimes();
    /** The options that a copy of the file keeps. */
    final List<TraceOption> options = new ArrayList<>();

    final int pageSize;
    String headerPage = "";
    String headerEvent = "";
    String kallsyms = "";
    String printkFormats = "";
    String uname = "";
    TraceOrigin origin = TraceOrigin.UNKNOWN;
    /** The TRACECLOCK option's clock; null if there is none. */
    @Nullable
    String chosenClock;

    Machine machine;
    int cpuCount;
    private long pageBytes;
    private long optionBytes;

    FileHead(Machine machine, int pageSize) {
        this.machine = machine;
        this.pageSize = pageSize;
    }

    static int checkedPageSize(FileCursor in, int pageSize) throws TraceDatException {
        if (pageSize < MIN_PAGE || pageSize > MAX_PAGE || Integer.bitCount(pageSize) != 1) {
            throw in.problem("invalid page size " + Integer.toUnsignedString(pageSize));
        }
        return pageSize;
    }

    void headers(FileCursor in) throws TraceDatException {
        in.expect(TraceDatFormat.HEADER_PAGE);
        headerPage = in.text(in.u64("length"), "header_page");
        in.expect(TraceDatFormat.HEADER_EVENT);
        headerEvent = in.text(in.u64("length"), "header_event");
        Matcher commit = COMMIT.matcher(headerPage);
        if (commit.find()) {
            int longBytes = Integer.parseInt(commit.group(1));
            if (longBytes != Integer.BYTES && longBytes != Long.BYTES) {
                throw in.refusal("pages with a commit field of " + longBytes + " bytes; only 4 and 8 are read");
            }
            machine = new Machine(machine.order(), longBytes);
        }
    }

    void ftraceFormats(FileCursor in) throws TraceDatException {
        int count = in.count("ftrace formats", Long.BYTES);
        for (int i = 0; i < count; i++) {
            events.add(new TraceDatHead.Event(TraceDatFormat.FTRACE, in.text(in.u64("length"), "ftrace format")));
        }
    }

    void systems(FileCursor in) throws TraceDatException {
        int systems = in.count("systems", 1 + Integer.BYTES);
        for (int i = 0; i < systems; i++) {
            String system = in.name("system");
            int formats = in.count("events", Long.BYTES);
            for (int j = 0; j < formats; j++) {
                events.add(new TraceDatHead.Event(system, in.text(in.u64("length"), "format of " + system)));
            }
        }
    }

    void kallsyms(FileCursor in) throws TraceDatException {
        kallsyms = in.text(Integer.toUnsignedLong(in.u32("kallsyms length")), "kallsyms");
    }

    void printkFormats(FileCursor in) throws TraceDatException {
        printkFormats = in.text(Integer.toUnsignedLong(in.u32("printk length")), "printk formats");
    }

    void names(FileCursor in) throws TraceDatException {
        for (String line : in.text(in.u64("length of the names"), "names").split("\n", -1)) {
            int space = line.indexOf(' ');
            if (space > 0 && space + 1 < line.length()) {
                try {
                    cmdlines.putIfAbsent(Integer.valueOf(line.substring(0, space)), line.substring(space + 1));
                } catch (NumberFormatException ignored) {
                    // A line that is not "pid name" names no thread.
                }
            }
        }
    }

    /** Adds the pages of a CPU to a buffer's, if there are any. */
    void pages(FileCursor in, int cpu, long offset, long size, List<CpuPages> cpus) throws TraceDatException {
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

    /** Takes what an option says; one that is not known here has no effect. */
    void option(FileCursor in, int id, byte[] data) throws TraceDatException {
        TraceOption option = new TraceOption(id, data);
        if (option.isKept()) {
            optionBytes += data.length;
            if (optionBytes > FileCursor.MAX_TEXT) {
                throw in.problem("options of more than " + FileCursor.MAX_TEXT + " bytes");
            }
            options.add(option);
        }
        try {
            switch (id) {
                case TraceDatFormat.OPTION_DATE -> times.addOffset(data, true);
                case TraceDatFormat.OPTION_OFFSET -> times.addOffset(data, false);
                case TraceDatFormat.OPTION_TSC2NSEC -> times.setCycles(numbers(in, data));
                case TraceDatFormat.OPTION_TIME_SHIFT -> times.setSamples(numbers(in, data));
                case TraceDatFormat.OPTION_TRACECLOCK ->
                    chosenClock = chosen(new String(data, StandardCharsets.UTF_8).replace("\0", ""));
                case TraceDatFormat.OPTION_CPUCOUNT -> {
                    if (data.length >= Integer.BYTES) {
                        cpuCount = Math.max(
                                cpuCount, checkedCpus(in, numbers(in, data).getInt()));
                    }
                }
                case TraceDatFormat.OPTION_UNAME -> uname = new String(data, StandardCharsets.UTF_8).replace("\0", "");
                case TraceDatFormat.OPTION_ORIGIN -> origin = TraceOrigin.decode(data);
                case TraceDatFormat.OPTION_SAVED_TGIDS -> tgids(new String(data, StandardCharsets.US_ASCII));
                default -> {}
            }
        } catch (IllegalArgumentException e) {
            throw in.problem("option " + id + " is invalid (" + printable(String.valueOf(e.getMessage())) + ")");
        }
    }

    private static ByteBuffer numbers(FileCursor in, byte[] data) {
        return ByteBuffer.wrap(data).order(in.order());
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

    static int checkedCpus(FileCursor in, int count) throws TraceDatException {
        if (count < 0 || count > MAX_CPUS) {
            throw in.problem(Integer.toUnsignedString(count) + " CPUs");
        }
        return count;
    }

    /** Returns the clock in brackets in tracefs's {@code trace_clock}. */
    static String chosen(String clocks) {
        int from = clocks.indexOf('[');
        int to = clocks.indexOf(']', from + 1);
        return from < 0 || to < 0 ? clocks.strip() : clocks.substring(from + 1, to);
    }

    static String printable(String text) {
        String clean = text.replaceAll("[^ -~]", "?");
        return clean.length() <= 40 ? clean : clean.substring(0, 40) + "...";
    }
}
