package io.ringtail.reader.otlp;

import io.ringtail.reader.EventView;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The names of processes: those of their main threads, where these have written events. */
final class ProcessNames {
    /** Of more processes, the ones that were there first are forgotten. */
    private static final int MOST = 1 << 16;

    private final Map<Integer, String> names = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, String> eldest) {
            return size() > MOST;
        }
    };

    void learn(EventView event) {
        String name = event.pid() == event.tid() ? event.comm() : null;
        if (name != null) {
            names.put(event.pid(), name);
        }
    }

    @Nullable
    String of(int pid) {
        return names.get(pid);
    }
}
