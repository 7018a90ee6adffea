package io.ringtail.reader.text;

import io.ringtail.reader.EventView;
import java.nio.charset.StandardCharsets;
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

    /** Returns the piece of an event's line. */
    Text of(EventView event, int pid, long seconds) {
        return of(event.tid(), pid, event.comm(), event.cpu(), seconds);
    }

    Text of(int threadId, int pid, @Nullable String comm, int cpu, long seconds) {
        int place = threadId & (REMEMBERED - 1);
        Text text = texts[place];
        if (text == null || !text.isOf(threadId, pid, comm, cpu, seconds)) {
            StringBuilder made = new StringBuilder();
            form.append(threadId, pid, comm, cpu, seconds, made);
            String piece = made.toString();
            text = new Text(threadId, pid, comm, cpu, seconds, piece, piece.getBytes(StandardCharsets.UTF_8));
            texts[place] = text;
        }
        return text;
    }

    /** Such a piece, as characters and in UTF-8. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Text(int threadId, int pid, @Nullable String comm, int cpu, long seconds, String text, byte[] utf8) {
        private boolean isOf(
                int otherThreadId, int otherPid, @Nullable String otherComm, int otherCpu, long otherSeconds) {
            return threadId == otherThreadId
                    && pid == otherPid
                    && cpu == otherCpu
                    && seconds == otherSeconds
                    && Objects.equals(comm, otherComm);
        }
    }
}
