package io.ringtail.cli;

import io.ringtail.proto.stream.FrameListener;
import io.ringtail.proto.stream.StreamHeader;
import io.ringtail.reader.filter.Glob;
import io.ringtail.reader.fleet.FleetQuery;
import io.ringtail.reader.fleet.FleetReader;
import io.ringtail.reader.fleet.FleetReading;
import io.ringtail.reader.fleet.FleetSettings;
import io.ringtail.reader.fleet.FleetSnapshots;
import io.ringtail.reader.fleet.FleetSnapshots.Receivers;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A fleet's events as files, one for each host, in a directory that is removed with the command that reads them. */
final class FleetFiles {
    private final FleetSettings settings;
    private final Path directory;
    private final PrintWriter err;

    /**
     * Creates an object that writes into a directory.
     *
     * @param err where it says what was read, and what is wrong in the topics
     */
    FleetFiles(FleetSettings settings, Path directory, PrintWriter err) {
        this.settings = settings;
        this.directory = directory;
        this.err = err;
    }

    /** Creates a directory for files. */
    static ScratchDirectory scratch() throws IOException {
        return ScratchDirectory.make(Path.of(System.getProperty("java.io.tmpdir")), "ringtail-fleet");
    }

    /** The files' paths. */
    static List<Path> paths(List<FleetRecordings.Part> parts) {
        return parts.stream().map(FleetRecordings.Part::file).toList();
    }

    /** Writes the events that a query chooses; ends early with what there is when the user asks for the end. */
    List<FleetRecordings.Part> record(FleetQuery query) throws CommandException, IOException {
        FleetRun run = new FleetRun(err);
        try (KafkaModule module = KafkaModule.load();
                FleetRecordings recordings = new FleetRecordings(directory, "");
                FleetReading reading =
                        module.service(FleetReader.class).pages(settings, query, recordings, run.notices())) {
            run.read(reading, Long.MAX_VALUE, () -> {});
            recordings.write(null);
            run.summarize(reading.counts(), "");
            if (recordings.parts().isEmpty()) {
                throw new CommandException(
                        "the topics have no events of these hosts and times: see ringtail tail --kafka");
            }
            return byHost(recordings.parts());
        }
    }

    /**
     * Writes a snapshot of the fleet.
     *
     * @param hosts a pattern of hosts' names; null for all
     */
    List<FleetRecordings.Part> snapshot(String id, @Nullable String hosts) throws CommandException, IOException {
        Glob wanted = glob(hosts);
        try (KafkaModule module = KafkaModule.load();
                FleetRecordings recordings = new FleetRecordings(directory, "ringtail snapshot --fleet: " + id)) {
            module.service(FleetSnapshots.class)
                    .read(settings, id, receivers(wanted, recordings), new FleetRun(err).notices());
            recordings.write(null);
            if (recordings.parts().isEmpty()) {
                throw new CommandException("snapshot " + id + " has no host that --host " + hosts + " matches");
            }
            return byHost(recordings.parts());
        }
    }

    /**
     * In an order that does not depend on which host's page came first: the first file's clock becomes that of all. The
     * ring buffers of one host stay in the order in which they came.
     */
    static List<FleetRecordings.Part> byHost(List<FleetRecordings.Part> parts) {
        return parts.stream()
                .sorted(Comparator.comparing(FleetRecordings.Part::host))
                .toList();
    }

    private static Receivers receivers(Glob wanted, FleetRecordings recordings) {
        return new Receivers() {
            @Override
            public FrameListener of(String host, StreamHeader hello) throws IOException {
                return recordings.begin(host, hello);
            }

            @Override
            public boolean wants(String host) {
                return wanted.matches(host);
            }
        };
    }

    private static Glob glob(@Nullable String hosts) throws CommandException {
        try {
            return new Glob(hosts == null ? "*" : hosts);
        } catch (IllegalArgumentException e) {
            throw new CommandException("--host is " + e.getMessage(), e);
        }
    }
}
