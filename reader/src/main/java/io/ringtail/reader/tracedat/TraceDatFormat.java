package io.ringtail.reader.tracedat;

import java.nio.charset.StandardCharsets;

/**
 * The layout and constants of a trace.dat.
 *
 * <pre>
 *   17 08 44 "tracing" VERSION\0  u8 endian (0: little)  u8 long size  u32 page size
 *
 *   version 6                                      version 7
 *   "header_page\0"  u64 length, text              compression name\0, its version\0
 *   "header_event\0" u64 length, text              u64 offset of the first options section
 *   u32 ftrace formats, each u64 length, text
 *   u32 systems, each name\0, u32 events,          each section: u16 id, u16 flags, u32 description, u64 size,
 *     each u64 length, text                          then the corresponding data of version 6
 *   u32 kallsyms length, text                      options: u16 id, u32 length, data; DONE: u64 next section or 0
 *   u32 printk length, text
 *   u64 cmdlines length, text
 *   u32 CPUs
 *   "options  \0", options, u16 0                  BUFFER option: u64 section, name\0, clock\0, u32 page size,
 *   "flyrecord\0", per CPU u64 offset, u64 size      u32 CPUs, each u32 cpu, u64 offset, u64 size
 *   with TRACECLOCK: u64 length, clock text
 *   pages
 * </pre>
 */
final class TraceDatFormat {
    static final byte[] MAGIC = {0x17, 0x08, 0x44, 't', 'r', 'a', 'c', 'i', 'n', 'g'};
    static final int LITTLE_ENDIAN = 0;
    static final int BIG_ENDIAN = 1;
    static final String DEFAULT_CLOCK = "local";
    static final String NO_COMPRESSION = "none";

    /** The kernel's own system, whose formats are stored apart. */
    static final String FTRACE = "ftrace";

    static final String HEADER_PAGE = "header_page";
    static final String HEADER_EVENT = "header_event";
    static final String OPTIONS = "options  ";
    static final String FLYRECORD = "flyrecord";
    static final String LATENCY = "latency  ";
    static final String LATENCY_REFUSAL =
            "the text of a latency tracer, not events: print it with \"trace-cmd report\"";

    static final int OPTION_DONE = 0;
    static final int OPTION_DATE = 1;
    static final int OPTION_BUFFER = 3;
    static final int OPTION_TRACECLOCK = 4;
    static final int OPTION_UNAME = 5;
    static final int OPTION_HOOK = 6;
    static final int OPTION_OFFSET = 7;
    static final int OPTION_CPUCOUNT = 8;
    static final int OPTION_VERSION = 9;
    static final int OPTION_PROCMAPS = 10;
    static final int OPTION_TRACEID = 11;
    static final int OPTION_TIME_SHIFT = 12;
    static final int OPTION_GUEST = 13;
    static final int OPTION_TSC2NSEC = 14;
    static final int OPTION_BUFFER_TEXT = 22;
    /** gpuvis's option: "tid pid" lines, as in tracefs's {@code saved_tgids}. trace-cmd skips it. */
    static final int OPTION_SAVED_TGIDS = 32;

    /** Ringtail's option, {@link TraceOrigin}: the letters "rt". trace-cmd skips it. */
    static final int OPTION_ORIGIN = 0x7472;

    /** The flag of a section that is compressed. */
    static final int SECTION_COMPRESSED = 1;

    static final int SECTION_HEADERS = 16;
    static final int SECTION_FTRACE_EVENTS = 17;
    static final int SECTION_EVENTS = 18;
    static final int SECTION_KALLSYMS = 19;
    static final int SECTION_PRINTK = 20;
    static final int SECTION_CMDLINES = 21;

    private TraceDatFormat() {}

    /**
     * Returns tracefs's {@code trace_clock}, and a NUL. The text appears both in the option and after the CPUs:
     * trace-cmd searches both as C strings, and would read beyond the end of an empty one.
     */
    static String clocks(String chosen) {
        return "local global counter uptime perf [" + chosen + "] boot\n\0";
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
