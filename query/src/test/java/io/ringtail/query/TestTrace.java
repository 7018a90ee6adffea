package io.ringtail.query;

import io.ringtail.proto.event.EventFormat;
import io.ringtail.proto.event.EventSchema;
import io.ringtail.proto.event.FormatField;
import io.ringtail.proto.event.FormatText;
import io.ringtail.proto.page.EventHeader;
import io.ringtail.proto.page.PageHeader;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** A trace.dat of version 6, with a page for each event. */
final class TestTrace {
    private static final int PAGE = 4096;
    private static final int MOST_PAYLOAD = 1024;
    private static final int ORIGIN = 0x7472;

    private final Map<String, String[]> formats = new LinkedHashMap<>();
    private final Map<Integer, ByteArrayOutputStream> cpus = new TreeMap<>();
    private final StringBuilder names = new StringBuilder();
    private final StringBuilder processes = new StringBuilder();
    private final int allCpus;
    private String uname = "";
    private String origin = "";
    private long lost;

    TestTrace(int allCpus) {
        this.allCpus = allCpus;
    }

    TestTrace uname(String text) {
        uname = text;
        return this;
    }

    /** Has the file say of which host it is, and when its clock's zero was, in ns since 1970. */
    TestTrace origin(String host, long zeroNs) {
        origin = "host " + host + "\nclocks 1000 " + (zeroNs + 1000) + "\n";
        return this;
    }

    TestTrace thread(int tid, int pid, String name) {
        names.append(tid).append(' ').append(name).append('\n');
        processes.append(tid).append(' ').append(pid).append('\n');
        return this;
    }

    TestTrace type(int id, String system, EventSchema schema) {
        return type(system, FormatText.formatText(schema, id, schema.name()));
    }

    TestTrace type(String system, String format) {
        formats.put(system + ' ' + formats.size(), new String[] {system, format});
        return this;
    }

    /** Makes the next event the first one after a loss. */
    TestTrace lose(long count) {
        lost = count;
        return this;
    }

    /** Adds an event; its fields' names and values alternate. */
    TestTrace event(int cpu, long timestampNs, int id, int tid, Object... fields) throws Exception {
        ByteBuffer page = ByteBuffer.allocate(PAGE).order(ByteOrder.LITTLE_ENDIAN);
        int at = PageHeader.LENGTH;
        page.putInt(at, EventHeader.word(EventHeader.LARGE, 0)).putInt(at + 4, MOST_PAYLOAD + 4);
        int payload = at + 8;
        page.putShort(payload, (short) id).putInt(payload + 4, tid);
        int end = MOST_PAYLOAD / 2;
        EventFormat format = format(id);
        for (int i = 0; i < fields.length; i += 2) {
            end = put(page, payload, format.field((String) fields[i]).orElseThrow(), fields[i + 1], end);
        }
        PageHeader.write(page, 0, timestampNs, 8 + MOST_PAYLOAD, lost);
        lost = 0;
        cpus.computeIfAbsent(cpu, key -> new ByteArrayOutputStream()).writeBytes(page.array());
        return this;
    }

    private EventFormat format(int id) throws Exception {
        for (String[] each : formats.values()) {
            EventFormat format = EventFormat.parse(each[1]);
            if (format.id() == id) {
                return format;
            }
        }
        throw new IllegalArgumentException("event " + id);
    }

    private static int put(ByteBuffer page, int payload, FormatField field, Object value, int end) {
        int at = payload + field.offset();
        if (value instanceof String text) {
            byte[] bytes = (text + '\0').getBytes(StandardCharsets.UTF_8);
            if (!field.dynamic()) {
                page.put(at, bytes);
                return end;
            }
            page.putInt(at, bytes.length << Short.SIZE | end).put(payload + end, bytes);
            return end + bytes.length;
        } else if (value instanceof Double number) {
            page.putDouble(at, number);
        } else if (value instanceof long[] numbers) {
            for (int i = 0; i < numbers.length; i++) {
                page.putLong(at + i * Long.BYTES, numbers[i]);
            }
        } else {
            long number = ((Number) value).longValue();
            for (int i = 0; i < field.size(); i++) {
                page.put(at + i, (byte) (number >>> (i * Byte.SIZE)));
            }
        }
        return end;
    }

    Path write(Path file) throws Exception {
        int length = head(0).length;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(head(length));
        for (ByteArrayOutputStream pages : cpus.values()) {
            out.writeBytes(pages.toByteArray());
        }
        return Files.write(file, out.toByteArray());
    }

    private byte[] head(int length) {
        Bytes out = new Bytes();
        out.raw(new byte[] {0x17, 0x08, 0x44})
                .raw("tracing")
                .text("6")
                .number(0, 1)
                .number(Long.BYTES, 1);
        out.number(PAGE, 4)
                .text("header_page")
                .number(0, 8)
                .text("header_event")
                .number(0, 8)
                .number(0, 4);
        out.number(formats.size(), 4);
        for (String[] format : formats.values()) {
            out.text(format[0]).number(1, 4).sized(format[1], 8);
        }
        out.number(0, 4)
                .number(0, 4)
                .sized(names.toString(), 8)
                .number(allCpus, 4)
                .text("options  ");
        out.number(5, 2)
                .sized(uname, 4)
                .number(32, 2)
                .sized(processes.toString(), 4)
                .number(ORIGIN, 2)
                .sized(origin, 4)
                .number(0, 2);
        out.text("flyrecord");
        long at = length;
        for (int cpu = 0; cpu < allCpus; cpu++) {
            int size = cpus.containsKey(cpu) ? cpus.get(cpu).size() : 0;
            out.number(at, 8).number(size, 8);
            at += size;
        }
        return out.toByteArray();
    }

    /** Little-endian bytes. */
    private static final class Bytes extends ByteArrayOutputStream {
        Bytes raw(byte[] bytes) {
            writeBytes(bytes);
            return this;
        }

        Bytes raw(String text) {
            return raw(text.getBytes(StandardCharsets.UTF_8));
        }

        Bytes text(String text) {
            return raw(text + '\0');
        }

        Bytes sized(String text, int lengthBytes) {
            return number(text.getBytes(StandardCharsets.UTF_8).length, lengthBytes)
                    .raw(text);
        }

        Bytes number(long value, int bytes) {
            for (int i = 0; i < bytes; i++) {
                write((int) (value >>> (i * Byte.SIZE)));
            }
            return this;
        }
    }
}
