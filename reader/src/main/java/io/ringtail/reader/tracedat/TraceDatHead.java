package io.ringtail.reader.tracedat;

import java.util.List;
import java.util.Map;

/**
 * The contents of a trace.dat before its pages.
 *
 * @param pageSize bytes of a page: the sub-buffer size
 * @param headerPage tracefs's {@code header_page}
 * @param headerEvent tracefs's {@code header_event}
 * @param events each event's system and format text
 * @param cmdlines names of threads by thread id
 * @param clock the trace clock's name, such as {@code mono}
 * @param note a line about the file, stored where trace-cmd keeps the machine's name ({@code report --uname}); empty
 *     for none
 * @param tgids processes of threads by thread id, if known
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
    /** Creates a head without a note or processes. */
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
