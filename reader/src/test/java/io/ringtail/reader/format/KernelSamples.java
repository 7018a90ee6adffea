package io.ringtail.reader.format;

import io.ringtail.proto.event.EventFormat;
import io.ringtail.proto.page.PageIterator;
import io.ringtail.reader.LinePrinter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The kernel's own pages and formats among the test resources, and a plain way to merge and print them. */
final class KernelSamples {
    private static final List<String> FORMATS = List.of(
            "ftrace__print",
            "ftrace__raw_data",
            "irq__irq_handler_entry",
            "irq_vectors__call_function_single_entry",
            "irq_vectors__call_function_single_exit",
            "irq_vectors__local_timer_entry",
            "irq_vectors__local_timer_exit",
            "raw_syscalls__sys_enter",
            "raw_syscalls__sys_exit",
            "sched__sched_stat_runtime",
            "sched__sched_switch",
            "sched__sched_wakeup",
            "sched__sched_waking",
            "timer__hrtimer_expire_entry",
            "timer__hrtimer_expire_exit",
            "timer__hrtimer_start",
            "timer__itimer_expire");

    private KernelSamples() {}

    static EventCatalog catalog() throws Exception {
        EventCatalog catalog = new EventCatalog();
        for (String name : FORMATS) {
            String system = name.substring(0, name.indexOf("__"));
            catalog.register(system, EventFormat.parse(text("format_" + name + ".txt")));
        }
        return catalog;
    }

    static Map<Integer, String> savedComms() {
        Map<Integer, String> comms = new HashMap<>();
        text("saved_cmdlines.txt").lines().forEach(line -> {
            int space = line.indexOf(' ');
            comms.put(Integer.parseInt(line.substring(0, space)), line.substring(space + 1));
        });
        return comms;
    }

    static String text(String name) {
        return new String(bytes(name), StandardCharsets.UTF_8);
    }

    static byte[] bytes(String name) {
        try (InputStream in = KernelSamples.class.getResourceAsStream("/kernel/" + name)) {
            if (in == null) {
                throw new IllegalStateException("there is no test resource kernel/" + name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The lines of several CPUs' pages in the order of their times. */
    static String print(LinePrinter formatter, int pageSize, List<byte[]> cpus) {
        List<Entry> entries = new ArrayList<>();
        for (int cpu = 0; cpu < cpus.size(); cpu++) {
            ByteBuffer pages = ByteBuffer.wrap(cpus.get(cpu)).order(ByteOrder.LITTLE_ENDIAN);
            for (int offset = 0; offset < pages.limit(); offset += pageSize) {
                addPage(entries, cpu, pages, offset, pageSize);
            }
        }
        entries.sort(Comparator.comparingLong(Entry::timestampNs));
        StringBuilder out = new StringBuilder("cpus=" + cpus.size() + "\n");
        entries.forEach(entry -> entry.print(formatter, out));
        return out.toString();
    }

    private static void addPage(List<Entry> entries, int cpu, ByteBuffer pages, int offset, int pageSize) {
        PageIterator events = new PageIterator().wrap(pages, offset, pageSize);
        long lost = events.lostEvents();
        while (events.next()) {
            entries.add(
                    new Entry(cpu, pages, events.payloadOffset(), events.payloadLength(), events.timestamp(), lost));
            lost = 0;
        }
    }

    private record Entry(int cpu, ByteBuffer pages, int offset, int length, long timestampNs, long lost) {
        void print(LinePrinter formatter, StringBuilder out) {
            if (lost != 0) {
                formatter.lost(cpu, lost, out);
            }
            formatter.event(pages, offset, length, timestampNs, cpu, out);
        }
    }
}
