package io.ringtail.cli;

import io.ringtail.proto.stream.EndReason;
import io.ringtail.reader.remote.FrameSource;
import io.ringtail.reader.remote.RemoteDaemon;
import io.ringtail.reader.remote.RemoteException;
import io.ringtail.reader.tracedat.Recording;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A daemon's stream, read into a recording until it ends or a signal asks to end it. */
final class RecordedStream {
    private RecordedStream() {}

    /** Looks whether recording still makes sense. */
    @FunctionalInterface
    interface Check {
        /** Called about 20 times a second; an exception ends the recording. */
        void check() throws IOException;
    }

    /** Records to the end; returns a message if the daemon has gone, null otherwise. */
    static @Nullable String readAll(
            RemoteDaemon daemon,
            FrameSource stream,
            Recording recording,
            Progress progress,
            long durationNs,
            Check check)
            throws IOException {
        try (LiveStream live = new LiveStream(stream, durationNs, true, now -> {
            progress.show(now, recording.events(), recording.bytes(), recording.lost());
            check.check();
        })) {
            EndSignals.onFirst(live::askToEnd);
            boolean asked = live.readAll(recording, () -> false);
            if (!asked && recording.endReason() != EndReason.COMPLETE) {
                return "the daemon at " + daemon.base() + " has "
                        + (recording.endReason() == EndReason.SHUTDOWN ? "stopped" : "gone away");
            }
            return null;
        } catch (RemoteException e) {
            return e.getMessage();
        } finally {
            progress.end();
        }
    }
}
