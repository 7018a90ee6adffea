package io.ringtail.reader.tracedat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Decodes the head of a version 6 file after its page size. */
final class VersionSix {
    private static final int MOST_BUFFERS = 4096;

    private final FileCursor in;
    private final FileHead head;
    private final List<Instance> instances = new ArrayList<>();

    /** An instance's buffer, described where an option says. */
    private record Instance(String name, long offset) {}

    VersionSix(FileCursor in, FileHead head) {
        this.in = in;
        this.head = head;
    }

    void decode() throws TraceDatException {
        head.headers(in);
        head.ftraceFormats(in);
        head.systems(in);
        head.kallsyms(in);
        head.printkFormats(in);
        head.names(in);
        int cpus = FileHead.checkedCpus(in, in.u32("number of CPUs"));
        head.cpuCount = cpus;
        String section = in.name("section's name");
        if (section.equals(TraceDatFormat.OPTIONS)) {
            options();
            section = in.name("section's name");
        }
        buffer("", section, cpus);
        for (Instance instance : instances) {
            in.at(instance.offset(), "buffer " + instance.name());
            buffer(instance.name(), in.name("section's name"), cpus);
        }
    }

    private void options() throws TraceDatException {
        for (int id = in.u16("option"); id != TraceDatFormat.OPTION_DONE; id = in.u16("option")) {
            byte[] data = in.bytes(Integer.toUnsignedLong(in.u32("option's length")), "option " + id);
            if (id == TraceDatFormat.OPTION_BUFFER && data.length > Long.BYTES) {
                addInstance(data);
            } else {
                head.option(in, id, data);
            }
        }
    }

    private void addInstance(byte[] data) throws TraceDatException {
        if (instances.size() == MOST_BUFFERS) {
            throw in.problem("more than " + MOST_BUFFERS + " buffers");
        }
        String name = new String(data, Long.BYTES, data.length - Long.BYTES, StandardCharsets.UTF_8);
        int end = name.indexOf('\0');
        instances.add(new Instance(
                end < 0 ? name : name.substring(0, end),
                ByteBuffer.wrap(data).order(in.order()).getLong()));
    }

    /** Reads where each CPU's pages are, and, if there is an option about the clock, the buffer's own clock. */
    private void buffer(String name, String section, int count) throws TraceDatException {
        if (section.equals(TraceDatFormat.LATENCY)) {
            throw in.refusal(TraceDatFormat.LATENCY_REFUSAL);
        }
        if (!section.equals(TraceDatFormat.FLYRECORD)) {
            throw in.problem("a section \"" + FileHead.printable(section) + "\" where \"flyrecord\" was expected");
        }
        List<CpuPages> cpus = new ArrayList<>();
        for (int cpu = 0; cpu < count; cpu++) {
            head.pages(in, cpu, in.u64("place of CPU " + cpu), in.u64("size of CPU " + cpu), cpus);
        }
        String clock = TraceDatFormat.DEFAULT_CLOCK;
        if (head.chosenClock != null) {
            clock = FileHead.chosen(in.text(in.u64("clock length"), "clock").replace("\0", ""));
        }
        head.buffers.add(new FileBuffer(name, clock, head.pageSize, cpus, null));
    }
}
