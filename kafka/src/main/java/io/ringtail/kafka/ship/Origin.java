package io.ringtail.kafka.ship;

import io.ringtail.proto.stream.FrameAdapter;
import io.ringtail.proto.stream.Position;
import io.ringtail.proto.stream.StreamHeader;
import io.ringtail.reader.remote.FrameSource;
import io.ringtail.reader.remote.RemoteDaemon;
import io.ringtail.reader.remote.StreamQuery;
import java.io.IOException;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a daemon has before its events are read.
 *
 * @param hello the first frame of its streams
 * @param generation when its ring buffer was created
 * @param cpus the CPUs that have a ring
 */
record Origin(StreamHeader hello, long generation, SortedSet<Integer> cpus) {
    /** Asks a daemon. */
    static Origin of(RemoteDaemon daemon, @Nullable String cpus) throws IOException {
        Listener listener = new Listener();
        try (FrameSource stream = daemon.stream(new StreamQuery(false, false, false, cpus))) {
            while (stream.next(listener)) {
                // The listener keeps what matters.
            }
            if (listener.cpus.isEmpty()) {
                throw new IOException("the daemon at " + daemon.base() + " has no ring yet");
            }
            return new Origin(stream.hello(), listener.generation, listener.cpus);
        }
    }

    private static final class Listener extends FrameAdapter {
        private final SortedSet<Integer> cpus = new TreeSet<>();
        private long generation;

        @Override
        public void onPosition(int cpu, long buffer, Position position) {
            cpus.add(cpu);
            generation = buffer;
        }
    }
}
