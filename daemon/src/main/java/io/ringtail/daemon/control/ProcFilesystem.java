package io.ringtail.daemon.control;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * The processes below {@code /proc}.
 *
 * <p>Source: proc_pid_stat(5). The second field, the command, may hold spaces and parentheses; the others are counted
 * from behind its last parenthesis.
 */
final class ProcFilesystem implements ProcessTable {
    private static final int STATE_FIELD = 3;
    private static final int THREADS_FIELD = 20;
    private static final int START_TIME_FIELD = 22;

    private final Path root;

    ProcFilesystem() {
        this(Path.of("/proc"));
    }

    ProcFilesystem(Path root) {
        this.root = root;
    }

    @Override
    public long startTime(int pid) {
        try {
            byte[] stat = Files.readAllBytes(root.resolve(pid + "/stat"));
            return startTime(new String(stat, StandardCharsets.ISO_8859_1));
        } catch (NoSuchFileException e) {
            return Files.exists(root.resolve("self/stat")) ? DEAD : UNKNOWN;
        } catch (IOException | IllegalArgumentException e) {
            return UNKNOWN;
        }
    }

    @Override
    public String command(int pid) {
        try {
            return ThreadNames.clean(Files.readString(root.resolve(pid + "/comm"), StandardCharsets.ISO_8859_1)
                    .strip());
        } catch (IOException e) {
            return "";
        }
    }

    static long startTime(String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
        if (fields.length <= START_TIME_FIELD - STATE_FIELD) {
            return UNKNOWN;
        }
        String state = fields[0];
        boolean ended = state.equals("Z") || state.equals("X");
        // A zombie whose other threads still run is a process whose first thread has returned.
        if (ended && Integer.parseInt(fields[THREADS_FIELD - STATE_FIELD]) <= 1) {
            return DEAD;
        }
        return Long.parseLong(fields[START_TIME_FIELD - STATE_FIELD]);
    }
}
