package io.ringtail.cli;

import io.ringtail.reader.fleet.FleetSnapshots;
import io.ringtail.reader.fleet.SnapshotReport;
import io.ringtail.reader.fleet.SnapshotWish;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A request for a snapshot of a fleet, the report of what the hosts answer, and the files of what they ship. */
final class FleetRequest {
    private final FleetSnapshotOptions options;
    private final PrintWriter err;

    FleetRequest(FleetSnapshotOptions options, PrintWriter err) {
        this.options = options;
        this.err = err;
    }

    /**
     * Asks, unless an earlier snapshot is named, reports, and writes files.
     *
     * @param directory for a trace.dat of each host; null for none
     * @return 0 if all hosts that answered have shipped
     */
    int run(String reason, @Nullable Path directory) throws IOException, CommandException, InterruptedException {
        String id = options.id();
        if (id != null && directory == null) {
            throw new CommandException("--id names a snapshot that was taken: give -o DIR, where its files shall be");
        }
        SnapshotWish wish = id == null ? options.wish(reason) : null;
        if (directory != null && !Files.isDirectory(directory)) {
            Files.createDirectory(directory);
        }
        try (KafkaModule module = KafkaModule.load()) {
            FleetSnapshots snapshots = module.service(FleetSnapshots.class);
            int status = 0;
            if (wish != null) {
                SnapshotReport report = ask(snapshots, wish);
                id = report.id();
                status = report.hosts().stream().allMatch(host -> host.outcome().equals("shipped")) ? 0 : 1;
                if (report.hosts().stream().noneMatch(host -> host.pages() > 0)) {
                    return status;
                }
            }
            if (directory != null && id != null) {
                write(snapshots, id, directory);
            }
            return status;
        }
    }

    private SnapshotReport ask(FleetSnapshots snapshots, SnapshotWish wish)
            throws IOException, CommandException, InterruptedException {
        SnapshotReport report = snapshots.ask(
                options.kafka().settings(), options.keys(), wish, id -> say("asking for snapshot " + id), this::say);
        if (report.hosts().isEmpty()) {
            throw new CommandException("no host has answered the request for snapshot " + report.id()
                    + ": do their shippers run with --fleet-keys, and with the same keys?");
        }
        Output output = Output.standard();
        output.line("snapshot " + report.id());
        table(report).appendTo(output.text());
        output.flush();
        return report;
    }

    private static Table table(SnapshotReport report) {
        Table table = new Table().row("HOST", "OUTCOME", "PAGES", "EVENTS", "LOST", "BYTES", "WHY");
        for (SnapshotReport.Host host : report.hosts()) {
            table.row(
                    Problems.oneLine(host.name()),
                    host.outcome(),
                    host.pages(),
                    host.events(),
                    host.lost(),
                    host.bytes(),
                    Problems.oneLine(host.detail()));
        }
        return table;
    }

    private void write(FleetSnapshots snapshots, String id, Path directory) throws IOException, CommandException {
        try (FleetRecordings files = new FleetRecordings(directory, "ringtail snapshot --fleet: " + id)) {
            snapshots.read(options.kafka().settings(), id, files::begin, this::say);
            files.write(null);
            for (FleetRecordings.Part part : files.parts()) {
                say(part.file() + ": " + part.recording().events() + " events, "
                        + part.recording().lost() + " lost");
            }
        }
    }

    private void say(String line) {
        err.println("ringtail: " + Problems.oneLine(line));
        err.flush();
    }
}
