package io.ringtail.reader.format;

import io.ringtail.proto.event.EventFormat;
import io.ringtail.proto.page.PageIterator;
import io.ringtail.reader.KernelFiles;
import io.ringtail.reader.LinePrinter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A plain way to merge and print the pages of {@link KernelFiles}. */
final class KernelSamples {
    private KernelSamples() {}

    static EventCatalog catalog() throws Exception {
        EventCatalog catalog = new EventCatalog();
        for (KernelFiles.Format format : KernelFiles.formats()) {
            catalog.register(format.system(), EventFormat.parse(format.text()));
        }
        return catalog;
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
