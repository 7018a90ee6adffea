package io.ringtail.reader.format;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Each CPU's stack of functions, guessed from the callers of those that were entered, as libtraceevent does. */
final class CallStacks {
    private static final int MOST_DEPTH = 512;
    private static final int MOST_CPUS = 1 << 16;

    private final Map<Integer, List<String>> byCpu = new HashMap<>();

    /** Adds a call; returns the caller's depth. */
    int add(int cpu, String caller, @Nullable String function) {
        if (byCpu.size() == MOST_CPUS && !byCpu.containsKey(cpu)) {
            return 0;
        }
        List<String> stack = byCpu.computeIfAbsent(cpu, unknown -> new ArrayList<>());
        int depth = stack.indexOf(caller);
        if (depth < 0 || depth + 1 >= MOST_DEPTH) {
            depth = 0;
            put(stack, depth, caller);
        }
        if (function != null) {
            put(stack, depth + 1, function);
        }
        return depth;
    }

    private static void put(List<String> stack, int depth, String function) {
        if (depth < stack.size()) {
            stack.set(depth, function);
        } else {
            stack.add(function);
        }
    }
}
