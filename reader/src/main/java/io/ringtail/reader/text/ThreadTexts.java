package io.ringtail.reader.text;

import io.ringtail.reader.EventView;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A fixed-size cache of the piece of a line that is the same for all events of a thread on a CPU within a second, so
 * that most lines reuse a finished text. Not thread-safe.
 */
final class ThreadTexts {
    private static final int REMEMBERED = 256;

    private final Form form;
    private final @Nullable Text[] texts = new Text[REMEMBERED];

    /** Writes such a piece. */
    @FunctionalInterface
    interface Form {
        /** Appends the piece. */
        void append(int threadId, int pid, @Nullable String comm, int cpu, long seconds, StringBuilder out);
    }

    ThreadTexts(Form form) {
        this.form = form;
    }

    void append(EventView event, int pid, long seconds, StringBuilder out) {
        append(event.tid(), pid, event.comm(), event.cpu(), seconds, out);
    }

    void append(int threadId, int pid, @Nullable String comm, int cpu, long seconds, StringBuilder out) {
        int place = threadId & (REMEMBERED - 1);
        Text text = texts[place];
        if (text == null || !text.isOf(threadId, pid, comm, cpu, seconds)) {
            StringBuilder made = new StringBuilder();
            form.append(threadId, pid, comm, cpu, seconds, made);
            text = new Text(threadId, pid, comm, cpu, seconds, made.toString());
            texts[place] = text;
        }
        out.append(text.text);
    }

    private record Text(int threadId, int pid, @Nullable String comm, int cpu, long seconds, String text) {
        boolean isOf(int otherThreadId, int otherPid, @Nullable String otherComm, int otherCpu, long otherSeconds) {
            return threadId == otherThreadId
                    && pid == otherPid
                    && cpu == otherCpu
                    && seconds == otherSeconds
                    && Objects.equals(comm, otherComm);
        }
    }
}
