package io.ringtail.reader.tracedat;

import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * Everything that a trace.dat to be written contains.
 *
 * @param pageSize bytes of a page in all buffers
 * @param headerPage tracefs's {@code header_page}
 * @param headerEvent tracefs's {@code header_event}
 * @param events each event's system and format text
 * @param kallsyms the kernel's functions; empty for none
 * @param printkFormats the formats of {@code trace_printk}; empty for none
 * @param cmdlines names of threads by thread id
 * @param options those of the head, but for the ones about the file itself
 * @param cpus the number of CPUs in each buffer
 * @param buffers the first one is the top buffer
 */
record FileContents(
        int pageSize,
        String headerPage,
        String headerEvent,
        List<TraceDatHead.Event> events,
        String kallsyms,
        String printkFormats,
        Map<Integer, String> cmdlines,
        List<TraceOption> options,
        int cpus,
        List<BufferPages> buffers) {
    /**
     * A buffer's pages.
     *
     * @param name empty for the top buffer
     * @param pages whole pages one after the other, for each CPU that has any
     */
    record BufferPages(String name, String clock, SortedMap<Integer, FileChannel> pages) {}

    /** Returns a file with a top buffer alone. */
    static FileContents of(TraceDatHead head, SortedMap<Integer, FileChannel> pages, int cpus) {
        return of(head, TraceOrigin.UNKNOWN, pages, cpus);
    }

    /** Returns a file with a top buffer alone. */
    static FileContents of(TraceDatHead head, TraceOrigin origin, SortedMap<Integer, FileChannel> pages, int cpus) {
        return new FileContents(
                head.pageSize(),
                head.headerPage(),
                head.headerEvent(),
                head.events(),
                "",
                "",
                head.cmdlines(),
                options(head, origin),
                cpus,
                List.of(new BufferPages("", head.clock(), pages)));
    }

    private static List<TraceOption> options(TraceDatHead head, TraceOrigin origin) {
        List<TraceOption> options = new ArrayList<>();
        options.add(clock(head.clock()));
        if (!head.note().isEmpty()) {
            options.add(new TraceOption(TraceDatFormat.OPTION_UNAME, TraceDatFormat.utf8(head.note() + '\0')));
        }
        if (!head.tgids().isEmpty()) {
            options.add(tgids(head.tgids()));
        }
        if (!origin.equals(TraceOrigin.UNKNOWN)) {
            options.add(new TraceOption(TraceDatFormat.OPTION_ORIGIN, origin.encode()));
        }
        return options;
    }

    /** The option that names the clock. */
    static TraceOption clock(String clock) {
        return new TraceOption(TraceDatFormat.OPTION_TRACECLOCK, TraceDatFormat.utf8(TraceDatFormat.clocks(clock)));
    }

    /** The option with threads' processes: lines, and a NUL, on which readers in C rely. */
    static TraceOption tgids(Map<Integer, Integer> tgids) {
        StringBuilder lines = new StringBuilder();
        tgids.forEach((tid, pid) -> lines.append(tid).append(' ').append(pid).append('\n'));
        return new TraceOption(
                TraceDatFormat.OPTION_SAVED_TGIDS,
                TraceDatFormat.utf8(lines.append('\0').toString()));
    }

    /** Whether there is an option that names a clock; without one, no buffer has a clock. */
    boolean namesClocks() {
        return options.stream().anyMatch(option -> option.id() == TraceDatFormat.OPTION_TRACECLOCK);
    }
}
