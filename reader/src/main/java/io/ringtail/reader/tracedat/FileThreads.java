package io.ringtail.reader.tracedat;

import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The names and processes of a file's threads, looked up without allocation. Immutable. */
final class FileThreads {
    private final int[] named;
    private final String[] names;
    private final int[] known;
    private final int[] processes;

    FileThreads(Map<Integer, String> cmdlines, Map<Integer, Integer> tgids) {
        named = sorted(cmdlines);
        names = Arrays.stream(named).mapToObj(cmdlines::get).toArray(String[]::new);
        known = sorted(tgids);
        processes = Arrays.stream(known).map(tgids::get).toArray();
    }

    private static int[] sorted(Map<Integer, ?> threads) {
        return threads.keySet().stream().mapToInt(Integer::intValue).sorted().toArray();
    }

    @Nullable
    String name(int tid) {
        int index = Arrays.binarySearch(named, tid);
        return index < 0 ? null : names[index];
    }

    /** Returns a thread's process, 0 if unknown. */
    int pid(int tid) {
        int index = Arrays.binarySearch(known, tid);
        return index < 0 ? 0 : processes[index];
    }
}
