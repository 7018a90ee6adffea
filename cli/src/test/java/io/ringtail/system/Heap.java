package io.ringtail.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;

/** The heap that a JVM with the serial collector uses after a collection. */
final class Heap {
    private static final Pattern USED = Pattern.compile(" total \\d+K, used (\\d+)K");
    private static final int GENERATIONS = 2;
    /** What a process allocates between a collection and the look at its heap is counted in that look alone. */
    private static final int LOOKS = 4;

    private Heap() {}

    /** Collects several times, and returns the least that was in use afterwards, kilobytes: what stays. */
    static long usedKb(int pid) throws Exception {
        return usedKb(pid, LOOKS).min().orElseThrow();
    }

    /** Collects and looks several times, in one jcmd: each is a JVM that takes its time on a busy machine. */
    static LongStream usedKb(int pid, int looks) throws Exception {
        List<Long> generations = new ArrayList<>();
        Matcher used = USED.matcher(jcmd(pid, Collections.nCopies(looks, "GC.run\nGC.heap_info\n")));
        while (used.find()) {
            generations.add(Long.parseLong(used.group(1)));
        }
        assertThat(generations).hasSize(GENERATIONS * looks);
        return LongStream.range(0, looks)
                .map(look -> generations.get((int) look * GENERATIONS) + generations.get((int) look * GENERATIONS + 1));
    }

    private static String jcmd(int pid, List<String> commands) throws IOException, InterruptedException {
        Path script = Files.createTempFile("jcmd", "");
        try {
            Files.writeString(script, String.join("", commands));
            Process process = new ProcessBuilder(
                            System.getProperty("java.home") + "/bin/jcmd",
                            Integer.toString(pid),
                            "-f",
                            script.toString())
                    .start();
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(out).isZero();
            return out;
        } finally {
            Files.delete(script);
        }
    }
}
