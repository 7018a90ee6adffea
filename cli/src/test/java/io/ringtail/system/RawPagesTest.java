package io.ringtail.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code trace_pipe_raw} over HTTP, decoded with only the served format texts. */
@Timeout(120)
final class RawPagesTest {
    private static final int COUNT = 5000;
    private static final int SUBBUF = 4096;
    private static final long LENGTH_MASK = (1L << 27) - 1;
    private static final Pattern FIELD =
            Pattern.compile("field:\\s*([^;]*?)(\\w+)(?:\\[\\])?;\\s*offset:(\\d+);\\s*size:(\\d+);");

    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void shouldServePagesThatTheServedFormatsDecode() throws Exception {
        try (RingtailHost host = new RingtailHost("--mode", "discard", "--subbuf-size", "4k", "--buffer-size", "4m")) {
            host.run("load", "--dir", host.dir(), "--threads", "1", "--count", "" + COUNT);
            Map<String, int[]> header = fields(text(host, "/header_page"));
            Map<String, int[]> tick = fields(text(host, "/events/load/tick/format"));
            int id = Integer.parseInt(text(host, "/events/load/tick/id").strip());
            Map<Long, Long> times = new HashMap<>();
            for (int cpu : host.stat("written").keySet()) {
                String path = "/per_cpu/cpu" + cpu + "/trace_pipe_raw?from=oldest&wait=0";
                ByteBuffer pages = ByteBuffer.wrap(get(host, path).body()).order(ByteOrder.LITTLE_ENDIAN);
                assertThat(pages.limit() % SUBBUF).isZero();
                for (int page = 0; page < pages.limit(); page += SUBBUF) {
                    decode(pages, page, header, tick, id, times);
                }
            }
            assertThat(times).hasSize(COUNT);
            for (long seq = 1; seq < COUNT; seq++) {
                assertThat(times.get(seq)).isGreaterThanOrEqualTo(times.get(seq - 1));
            }
        }
    }

    private static void decode(
            ByteBuffer pages,
            int page,
            Map<String, int[]> header,
            Map<String, int[]> tick,
            int id,
            Map<Long, Long> times) {
        long time = pages.getLong(page + offset(header, "timestamp"));
        int at = page + offset(header, "data");
        long end = at + (pages.getLong(page + offset(header, "commit")) & LENGTH_MASK);
        while (at < end) {
            int word = pages.getInt(at);
            int type = word & 31;
            int delta = word >>> 5;
            int next = pages.getInt(at + 4);
            if (type == 31) {
                time = (Integer.toUnsignedLong(next) << 27) + delta;
                at += 8;
            } else if (type == 30) {
                time += (Integer.toUnsignedLong(next) << 27) + delta;
                at += 8;
            } else if (type == 29) {
                time += delta;
                at = delta == 0 ? (int) end : at + 4 + next;
            } else {
                time += delta;
                int payload = type == 0 ? at + 8 : at + 4;
                event(pages, payload, tick, id, time, times);
                at = type == 0 ? at + 4 + next : at + 4 + 4 * type;
            }
        }
    }

    private static void event(
            ByteBuffer pages, int payload, Map<String, int[]> tick, int id, long time, Map<Long, Long> times) {
        assertThat(pages.getShort(payload + offset(tick, "common_type")) & 0xffff)
                .isEqualTo(id);
        assertThat(pages.getInt(payload + offset(tick, "thread"))).isZero();
        int note = pages.getInt(payload + offset(tick, "note"));
        assertThat(note >>> 16).isEqualTo(17);
        assertThat(pages.get(payload + (note & 0xffff))).isEqualTo((byte) 'x');
        assertThat(times.put(pages.getLong(payload + offset(tick, "seq")), time))
                .isNull();
    }

    private static int offset(Map<String, int[]> fields, String name) {
        int[] field = fields.get(name);
        assertThat(field).as(name).isNotNull();
        return field[0];
    }

    private static Map<String, int[]> fields(String format) {
        Map<String, int[]> fields = new HashMap<>();
        Matcher field = FIELD.matcher(format);
        while (field.find()) {
            fields.put(field.group(2), new int[] {Integer.parseInt(field.group(3)), Integer.parseInt(field.group(4))});
        }
        return fields;
    }

    private String text(RingtailHost host, String path) throws Exception {
        return new String(get(host, path).body(), StandardCharsets.UTF_8);
    }

    private HttpResponse<byte[]> get(RingtailHost host, String path) throws Exception {
        HttpResponse<byte[]> response = client.send(
                HttpRequest.newBuilder(URI.create(host.url() + path)).build(), HttpResponse.BodyHandlers.ofByteArray());
        assertThat(response.statusCode()).isEqualTo(200);
        return response;
    }
}
