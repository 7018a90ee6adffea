package io.ringtail.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code report --stat} and {@code --spans}. */
@Tag("once")
@Timeout(180)
final class ReportStatTest {
    private static final int ROUNDS = 50;
    private static final String NUMBER = " +[0-9.]+";

    @TempDir
    private Path scratch;

    @Test
    void shouldCountEventsAndTimeSpans() throws Exception {
        Path file = scratch.resolve("spans.dat");
        try (RingtailHost host = new RingtailHost()) {
            host.write(SpanApplication.class, ROUNDS);
            host.copyTo(file, "record");
        }
        List<String> stat = report(file, "--stat");
        int events = ROUNDS * 10 + 10;
        assertThat(stat.get(0)).matches(events + " events of \\d+ bytes, 0 lost; from [0-9.]+ to [0-9.]+, [0-9.]+ s");
        assertThat(stat).anyMatch(line -> line.matches("web:request_begin +" + 2 * ROUNDS + NUMBER + NUMBER));
        int cpus = stat.indexOf("")
                + 1
                + stat.subList(stat.indexOf("") + 1, stat.size()).indexOf("");
        assertThat(stat.get(cpus + 1)).matches("CPU +EVENTS +BYTES +PER_SECOND +LOST");
        assertThat(stat.subList(cpus + 2, stat.size()).stream()
                        .mapToLong(line -> Long.parseLong(line.strip().split(" +", -1)[1]))
                        .sum())
                .isEqualTo(events);
        List<String> spans = report(file, "--spans");
        assertThat(spans.get(0)).startsWith("SPAN ");
        assertThat(spans)
                .anyMatch(line -> line.matches("web:request +" + 2 * ROUNDS + NUMBER.repeat(5)))
                .anyMatch(line -> line.matches("web:slow_query +1" + NUMBER.repeat(5)));
        assertThat(report(file, "--stat", "--spans")).containsAll(stat).containsAll(spans);
    }

    private List<String> report(Path file, String... options) throws Exception {
        String[] command = new String[options.length + 2];
        command[0] = "report";
        command[1] = file.toString();
        System.arraycopy(options, 0, command, 2, options.length);
        RingtailProcess.Ended ended = RingtailProcess.run(scratch, command);
        assertThat(ended.err()).isEmpty();
        assertThat(ended.status()).isZero();
        return ended.out().lines().toList();
    }
}
