package io.ringtail.reader.fleet;

import io.ringtail.proto.stream.FrameListener;
import io.ringtail.proto.stream.StreamHeader;
import io.ringtail.reader.remote.ResumedStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Snapshots of a fleet, by the module for Kafka, found by {@link java.util.ServiceLoader}. */
public interface FleetSnapshots {
    /**
     * Lets a host take part: its daemon's pages are shipped when a signed request asks for them.
     *
     * @param daemons finds the host's daemon, which is on this machine
     * @param notices receives a line when a request comes or something goes wrong, from any thread
     * @return what ends the host's part when it is closed
     * @throws IOException if the settings cannot be used, or Kafka does not answer; the message is one line that says
     *     what to do
     */
    Membership join(
            FleetSettings settings, MemberOptions options, ResumedStream.Daemons daemons, Consumer<String> notices)
            throws IOException;

    /**
     * Asks the fleet for a snapshot, and waits for the hosts' answers.
     *
     * @param keys a file with a key that may ask
     * @param wish what is asked for
     * @param asked receives the snapshot's id once the request is in the topic
     * @param notices receives a line when something goes wrong
     * @throws IOException if it cannot be asked for; the message is one line that says what to do
     */
    SnapshotReport ask(
            FleetSettings settings, Path keys, SnapshotWish wish, Consumer<String> asked, Consumer<String> notices)
            throws IOException, InterruptedException;

    /**
     * Reads a snapshot, as far as it is in the topics now.
     *
     * @param id its name
     * @param receivers give each host's receiver
     * @param notices receives a line for what is missing or malformed; a host that cannot be read is left out
     * @return how many ring buffers have sent pages, one for each host unless a daemon has replaced its buffer meanwhile
     * @throws IOException if it cannot be read; the message is one line that says what to do
     */
    int read(FleetSettings settings, String id, Receivers receivers, Consumer<String> notices) throws IOException;

    /** Gives the receivers of the hosts' frames. */
    @FunctionalInterface
    interface Receivers {
        /**
         * Called once for each ring buffer, before its first page.
         *
         * @param host the host's name
         * @param hello the stream's first frame, with that name
         */
        FrameListener of(String host, StreamHeader hello) throws IOException;

        /** Whether a host has a receiver; what is there of others is passed over. */
        default boolean wants(String host) {
            return true;
        }
    }

    /** A host's part in the fleet's snapshots. */
    interface Membership extends AutoCloseable {
        /** Ends it; a snapshot that is being shipped is answered as failed. */
        @Override
        void close();
    }
}
