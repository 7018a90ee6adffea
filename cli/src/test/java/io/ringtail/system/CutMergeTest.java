package io.ringtail.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code cut} and {@code merge} of recordings, as stock trace-cmd and {@code report} read the results. */
@Tag("once")
@Timeout(180)
@Tag("extensive")
final class CutMergeTest {
    private static final int COUNT = 2_000;

    @TempDir
    private Path scratch;

    @Test
    void shouldCutByEveryKindOfTimeAndMergeTheRecordingOfAnotherDaemon() throws Exception {
        Path first = scratch.resolve("first.dat");
        Path second = scratch.resolve("second.dat");
        Instant before = Instant.now();
        record(first);
        Instant after = Instant.now();
        record(second);
        List<String> lines = report(first);
        assertThat(lines).hasSize(COUNT);
        checkCuts(first, lines, before, after);
        checkMerge(first, second, lines);
    }

    private void checkCuts(Path file, List<String> lines, Instant before, Instant after) throws Exception {
        String middle = seconds(lines.get(COUNT / 2));
        List<String> head = cut(file, "--to", middle);
        List<String> tail = cut(file, "--from", middle, "--compress");
        assertThat(head.size()).isBetween(1, COUNT - 1);
        assertThat(concat(head, tail)).isEqualTo(lines);
        assertThat(cut(file, "--from", "+0s", "--to", "+3600s")).isEqualTo(lines);
        assertThat(cut(file, "--from", "-3600s", "--to", "-0"))
                .isEqualTo(cut(file, "--to", seconds(lines.get(COUNT - 1))));
        assertThat(cut(file, "--from", before.toString(), "--to", after.toString()))
                .isEqualTo(lines);
        assertThat(cut(file, "--from", after.toString())).isEmpty();
        assertThat(cut(file, "--event", "load:*")).isEqualTo(lines);
        assertThat(cut(file, "--event", "other:*")).isEmpty();
        assertThat(refused("cut", file.toString(), "--from", "5", "--to", "4"))
                .contains("--from 5 (5.000000000) is not before --to 4 (4.000000000): the file is from ");
        assertThat(refused("cut", file.toString(), "--buffer", "x")).contains("has no buffer \"x\"");
    }

    private void checkMerge(Path first, Path second, List<String> lines) throws Exception {
        Path merged = scratch.resolve("merged.dat");
        run("merge", first.toString(), second.toString(), "-o", merged.toString(), "--compress");
        List<String> both = report(merged);
        assertThat(StockReport.of(merged)).isEqualTo(both);
        assertThat(both).hasSize(2 * COUNT).containsAll(lines);
        assertThat(both).isSortedAccordingTo((a, b) -> seconds(a).compareTo(seconds(b)));
        Path trace = scratch.resolve("trace.pftrace");
        run("export", merged.toString(), "--perfetto", "-o", trace.toString());
        assertThat(PerfettoEngine.query(trace, "select count(*) from slice where name = 'tick'"))
                .containsExactly(List.of("[" + 2 * COUNT + "]"));
    }

    /** Records a producer's events of a daemon of its own. */
    private void record(Path file) throws Exception {
        try (RingtailHost host = new RingtailHost("--mode", "discard")) {
            host.run("load", "--dir", host.dir(), "--threads", "2", "--count", "" + COUNT / 2);
            host.copyTo(file, "record");
        }
    }

    private List<String> cut(Path file, String... options) throws Exception {
        Path part = scratch.resolve("part.dat");
        List<String> command = new ArrayList<>(List.of("cut", file.toString(), "-o", part.toString()));
        command.addAll(List.of(options));
        run(command.toArray(String[]::new));
        List<String> lines = report(part);
        assertThat(StockReport.of(part)).isEqualTo(lines);
        return lines;
    }

    private String refused(String... command) throws Exception {
        List<String> all = new ArrayList<>(List.of(command));
        all.addAll(List.of("-o", scratch.resolve("none.dat").toString()));
        RingtailProcess.Ended ended = WarmCommands.run(all.toArray(String[]::new));
        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.err().lines()).hasSize(1);
        return ended.err();
    }

    private void run(String... command) throws Exception {
        RingtailProcess.Ended ended = RingtailProcess.run(scratch, command);
        assertThat(ended.status()).as(ended.err()).isZero();
    }

    private List<String> report(Path file) throws Exception {
        RingtailProcess.Ended ended = WarmCommands.run("report", file.toString());
        assertThat(ended.err()).isEmpty();
        return ended.out().lines().toList();
    }

    private static String seconds(String line) {
        return line.replaceFirst(".*\\] +([0-9.]+): .*", "$1");
    }

    private static List<String> concat(List<String> first, List<String> second) {
        List<String> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }
}
