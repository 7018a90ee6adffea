package io.ringtail.reader.format;

import io.ringtail.reader.CharacterRule;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Thread names: those that are given, and those that scheduler events carry for threads without a given one. The first
 * name learned stays, as with libtraceevent.
 */
final class LearnedComms {
    private static final int MOST = 1 << 16;

    private final IntFunction<@Nullable String> given;
    private final Map<Integer, String> learned = new HashMap<>();

    LearnedComms(IntFunction<@Nullable String> given) {
        this.given = given;
    }

    @Nullable
    String name(int threadId) {
        String name = given.apply(threadId);
        return name == null ? learned.get(threadId) : name;
    }

    /** Returns the names that are not given. */
    Map<Integer, String> learned() {
        return Map.copyOf(learned);
    }

    void learn(int threadId, Span comm, Payload payload) {
        if (threadId == 0 || learned.size() >= MOST || name(threadId) != null) {
            return;
        }
        StringBuilder name = new StringBuilder();
        payload.appendText(comm.start(payload), comm.length(payload), CharacterRule.NAME, name);
        learned.put(threadId, name.toString());
    }
}
