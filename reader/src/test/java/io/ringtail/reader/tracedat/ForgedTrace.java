package io.ringtail.reader.tracedat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A version 6 file as any machine's trace-cmd could have written it, with one page per CPU. */
final class ForgedTrace {
    static final int PAGE = 65_536;
    static final int THREAD = 1234;
    static final long START = 1_000_000_000_000L;

    private static final String COMMON = """
            \tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;
            \tfield:unsigned char common_flags;\toffset:2;\tsize:1;\tsigned:0;
            \tfield:unsigned char common_preempt_count;\toffset:3;\tsize:1;\tsigned:0;
            \tfield:int common_pid;\toffset:4;\tsize:4;\tsigned:1;

            """;
    private static final int LARGE = 112;
    private static final int DELTA = 1000;

    private final ByteOrder order;
    private final int longBytes;
    private final List<String[]> formats = new ArrayList<>();
    private final List<ByteArrayOutputStream> cpus = new ArrayList<>();
    private final ByteArrayOutputStream options = new ByteArrayOutputStream();
    private String kallsyms = "";
    private String printkFormats = "";
    private String names = THREAD + " two words\n";
    private String clock = "[local] global\n";

    ForgedTrace(ByteOrder order, int longBytes) {
        this.order = order;
        this.longBytes = longBytes;
    }

    static ForgedTrace little64() {
        return new ForgedTrace(ByteOrder.LITTLE_ENDIAN, Long.BYTES);
    }

    ForgedTrace kallsyms(String lines) {
        kallsyms = lines;
        return this;
    }

    ForgedTrace printkFormats(String lines) {
        printkFormats = lines;
        return this;
    }

    ForgedTrace names(String lines) {
        names = lines;
        return this;
    }

    /** Sets the clock in brackets; empty for a file that does not name one. */
    ForgedTrace clock(String clocks) {
        clock = clocks;
        return this;
    }

    ForgedTrace option(int id, byte[] data) {
        options.writeBytes(numbers(6).putShort((short) id).putInt(data.length).array());
        options.writeBytes(data);
        return this;
    }

    /** Adds a format; fields are lines of a declaration, an offset, a size and a sign, separated by semicolons. */
    ForgedTrace format(String system, String name, int id, String fields, String printFmt) {
        StringBuilder text = new StringBuilder("name: " + name + "\nID: " + id + "\nformat:\n" + COMMON);
        fields.lines().forEach(line -> {
            String[] parts = line.split(";", -1);
            text.append("\tfield:" + parts[0] + ";\toffset:" + parts[1] + ";\tsize:" + parts[2] + ";\tsigned:"
                    + parts[3] + ";\n");
        });
        formats.add(new String[] {system, text + "\nprint fmt: " + printFmt + "\n"});
        return this;
    }

    /** A buffer for numbers of the machine. */
    ByteBuffer numbers(int length) {
        return ByteBuffer.allocate(length).order(order);
    }

    /** Adds an event, 1 µs after the one before it on its CPU; the payload follows the common fields. */
    ForgedTrace event(int cpu, int id, byte[] payload) {
        return event(cpu, id, DELTA, payload);
    }

    ForgedTrace event(int cpu, int id, int deltaNs, byte[] payload) {
        while (cpus.size() <= cpu) {
            cpus.add(new ByteArrayOutputStream());
        }
        ByteArrayOutputStream page = cpus.get(cpu);
        int length = (8 + payload.length + 3) & -4;
        boolean large = length > LARGE;
        ByteBuffer event = ByteBuffer.allocate(length + (large ? 8 : 4)).order(order);
        event.putInt(word(large ? 0 : length / 4, page.size() == 0 ? 0 : deltaNs));
        if (large) {
            event.putInt(length + 4);
        }
        event.putShort((short) id).putShort((short) 0).putInt(THREAD).put(payload);
        page.writeBytes(event.array());
        return this;
    }

    private int word(int type, int delta) {
        return order == ByteOrder.LITTLE_ENDIAN ? delta << 5 | type : type << 27 | delta;
    }

    Path write(Path file) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(TraceDatFormat.MAGIC);
        out.writeBytes(new byte[] {'6', 0, (byte) (order == ByteOrder.LITTLE_ENDIAN ? 0 : 1), (byte) longBytes});
        out.writeBytes(numbers(4).putInt(PAGE).array());
        sized(out, "header_page", headerPage());
        sized(out, "header_event", "# compressed entry header\n\ttype_len    :    5 bits\n");
        formats(out);
        counted(out, kallsyms);
        counted(out, printkFormats);
        sized(out, "", names);
        out.writeBytes(numbers(4).putInt(cpus.size()).array());
        if (!clock.isEmpty()) {
            option(TraceDatFormat.OPTION_TRACECLOCK, bytes(clock + '\0'));
        }
        out.writeBytes(bytes("options  \0"));
        out.writeBytes(options.toByteArray());
        out.writeBytes(new byte[2]);
        out.writeBytes(bytes("flyrecord\0"));
        int start = (out.size() + 16 * cpus.size() + 8 + clock.length() + PAGE - 1) / PAGE * PAGE;
        for (int cpu = 0; cpu < cpus.size(); cpu++) {
            out.writeBytes(
                    numbers(16).putLong(start + (long) cpu * PAGE).putLong(PAGE).array());
        }
        if (!clock.isEmpty()) {
            sized(out, "", clock);
        }
        out.writeBytes(new byte[start - out.size()]);
        cpus.forEach(cpu -> out.writeBytes(page(cpu.toByteArray())));
        return Files.write(file, out.toByteArray());
    }

    private byte[] page(byte[] data) {
        ByteBuffer page = ByteBuffer.allocate(PAGE).order(order).putLong(START);
        if (longBytes == Long.BYTES) {
            page.putLong(data.length);
        } else {
            page.putInt(data.length);
        }
        return page.put(data).array();
    }

    private String headerPage() {
        return "\tfield: u64 timestamp;\toffset:0;\tsize:8;\tsigned:0;\n\tfield: local_t commit;\toffset:8;\tsize:"
                + longBytes
                + ";\tsigned:1;\n\tfield: int overwrite;\toffset:8;\tsize:1;\tsigned:1;\n\tfield: char data;"
                + "\toffset:" + (8 + longBytes) + ";\tsize:" + (PAGE - 8 - longBytes) + ";\tsigned:0;\n";
    }

    private void formats(ByteArrayOutputStream out) {
        List<String[]> ftrace =
                formats.stream().filter(each -> each[0].equals("ftrace")).toList();
        List<String[]> others =
                formats.stream().filter(each -> !each[0].equals("ftrace")).toList();
        out.writeBytes(numbers(4).putInt(ftrace.size()).array());
        ftrace.forEach(each -> sized(out, "", each[1]));
        out.writeBytes(numbers(4).putInt(others.size()).array());
        others.forEach(each -> {
            out.writeBytes(bytes(each[0] + '\0'));
            out.writeBytes(numbers(4).putInt(1).array());
            sized(out, "", each[1]);
        });
    }

    private void sized(ByteArrayOutputStream out, String name, String text) {
        if (!name.isEmpty()) {
            out.writeBytes(bytes(name + '\0'));
        }
        byte[] bytes = bytes(text);
        out.writeBytes(numbers(8).putLong(bytes.length).array());
        out.writeBytes(bytes);
    }

    private void counted(ByteArrayOutputStream out, String text) {
        byte[] bytes = bytes(text);
        out.writeBytes(numbers(4).putInt(bytes.length).array());
        out.writeBytes(bytes);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
