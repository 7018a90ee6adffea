package io.ringtail.reader.perfetto;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class TracksTest {
    private static final int PID = 4000;
    private static final int WORKER = 4001;
    /** The field process_name, with its length. */
    private static final Pattern PROCESS_NAME = Pattern.compile("\\x32.(web-1(?:: \\w+)?)", Pattern.DOTALL);

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final Tracks tracks = new Tracks(new Packets(out, 1, "web-1"), 0, "web-1");

    private List<String> processNames() {
        return PROCESS_NAME
                .matcher(out.toString(StandardCharsets.ISO_8859_1))
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    @Test
    void shouldNameAProcessOnceWhicheverThreadComesFirst() {
        tracks.thread(WORKER, PID, "worker");
        assertThat(processNames()).isEmpty();
        tracks.thread(PID, PID, "java");
        tracks.finish();
        assertThat(processNames()).containsExactly("web-1: java");
    }

    @Test
    void shouldKeepANameWhenTracksAreForgotten() {
        tracks.thread(PID, PID, "java");
        tracks.forget();
        tracks.thread(WORKER, PID, "worker");
        tracks.finish();
        assertThat(processNames()).containsExactly("web-1: java");
    }

    @Test
    void shouldNameTheHostAtTheEndWhereNoNameOfAProcessIsKnown() {
        tracks.thread(WORKER, PID, "worker");
        tracks.thread(2 * WORKER, 2 * PID, null);
        tracks.forget();
        tracks.finish();
        assertThat(processNames()).containsExactly("web-1", "web-1");
    }

    @Test
    void shouldNotRememberEveryProcessThatAHostileWriterInvents() {
        int most = 1 << 16;
        for (int pid = 1; pid <= 2 * most; pid++) {
            tracks.thread(pid, pid, null);
            tracks.forget();
            out.reset();
        }
        tracks.finish();
        assertThat(processNames()).hasSize(most);
    }
}
