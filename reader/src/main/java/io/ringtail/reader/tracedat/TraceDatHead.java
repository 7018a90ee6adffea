package io.ringtail.reader.tracedat;

import java.util.List;
import java.util.Map;

/**
 * What a trace.dat says before its pages.
 *
 * @param pageSize bytes of a page: the sub-buffer size
 * @param headerPage tracefs's {@code header_page}
 * @param headerEvent tracefs's {@code header_event}
 * @param events each event's system and format text
 * @param cmdlines threads' names by thread id
 * @param clock the trace clock's name, such as {@code mono}
 * @param note a line about the file, where trace-cmd keeps the machine's name ({@code report --uname}); empty for none
 * @param tgids threads' processes by thread id, where they are known
 */
public record TraceDatHead(
        int pageSize,
        String headerPage,
        String headerEvent,
        List<Event> events,
        Map<Integer, String> cmdlines,
        String clock,
        String note,
        Map<Integer, Integer> tgids) {
    /** Without a note or processes. */
    public TraceDatHead(
            int pageSize,
            String headerPage,
            String headerEvent,
            List<Event> events,
            Map<Integer, String> cmdlines,
            String clock) {
        this(pageSize, headerPage, headerEvent, events, cmdlines, clock, "", Map.of());
    }

    /** An event's system, and its tracefs format text. */
    public record Event(String system, String format) {}
}
