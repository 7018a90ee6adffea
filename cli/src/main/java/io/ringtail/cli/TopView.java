package io.ringtail.cli;

import io.ringtail.cli.EventCounts.Interval;
import io.ringtail.cli.EventCounts.Row;
import io.ringtail.cli.TopTable.Sort;
import io.ringtail.cli.live.LiveView;
import io.ringtail.reader.remote.StreamQuery;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The events that a daemon's stream has brought since the last look, counted. */
final class TopView implements LiveView, AutoCloseable {
    private static final int MOST_COMMANDS = 1 << 16;
    private static final int MOST_QUESTIONS = 20;

    private final KnownDaemon daemon;
    private final StreamQuery query;
    private final Sort sort;
    private final long most;
    private final boolean json;
    private final Map<Integer, String> commands = new HashMap<>();
    /** How often the command of a process has been asked for, which may have ended long ago. */
    private final Map<Integer, Integer> asked = new HashMap<>();

    private @Nullable CountedStream stream;
    private Interval counts = Interval.NONE;
    private Instant takenAt = Instant.EPOCH;

    /**
     * Creates a view that has not opened its stream yet.
     *
     * @param most the number of rows at most
     * @param json whether its lines are a line of JSON
     */
    TopView(KnownDaemon daemon, StreamQuery query, Sort sort, long most, boolean json) {
        this.daemon = daemon;
        this.query = query;
        this.sort = sort;
        this.most = most;
        this.json = json;
    }

    @Override
    public void refresh() throws IOException {
        CountedStream open = stream;
        if (open == null) {
            takenAt = Instant.now();
            stream = daemon.ask(found -> CountedStream.open(found, query));
            return;
        }
        try {
            counts = open.take();
            takenAt = Instant.now();
        } catch (IOException e) {
            close();
            throw e;
        }
        boolean unknown = false;
        for (Row row : counts.rows()) {
            unknown |= isUnknown(row) && asked.merge(row.pid(), 1, Integer::sum) <= MOST_QUESTIONS;
        }
        if (unknown) {
            learnCommands();
        }
    }

    private boolean isUnknown(Row row) {
        return row.pid() != 0 && !commands.containsKey(row.pid());
    }

    /** Asks for the commands of all clients, of which a new one may be missing for a moment. */
    private void learnCommands() {
        if (asked.size() > MOST_COMMANDS) {
            commands.clear();
            asked.clear();
        }
        try {
            daemon.ask(DaemonReport::of)
                    .clients()
                    .forEach(client -> commands.put((int) client.pid(), client.command()));
        } catch (IOException notAnswered) {
            // The stream says if the daemon has gone.
        }
    }

    @Override
    public List<String> lines(int columns, int rows) {
        String time = takenAt.truncatedTo(json ? ChronoUnit.MILLIS : ChronoUnit.SECONDS)
                .toString();
        TopTable table = new TopTable(sort, most, this::command);
        return json ? List.of(table.json(counts, time)) : table.lines(counts, time);
    }

    /** A process that is no client is shown by its first thread's name. */
    private String command(Row row) {
        String thread = row.process() == null ? "" : row.process();
        return row.pid() == 0 ? "" : commands.getOrDefault(row.pid(), thread);
    }

    @Override
    public void close() throws IOException {
        CountedStream open = stream;
        stream = null;
        if (open != null) {
            open.close();
        }
    }
}
