package io.ringtail.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Ends the processes of a temporary directory and removes it, however this process ends: a shell that waits for the end
 * of its input, which is a pipe from this process. The processes are found by a variable in their environment, so those
 * that they have started in turn end, too, and no other process that has got the id of one.
 */
final class Guard implements AutoCloseable {
    private static final String VARIABLE = "RINGTAIL_TEMPORARY_HOST";
    // Ctrl-C reaches all processes of a terminal: the others have their own way to end.
    private static final String SCRIPT = """
            trap '' HUP INT QUIT TERM
            read -r end
            processes() { grep -lszxF "$1=$2" /proc/[0-9]*/environ | cut -d / -f 3; }
            for signal in TERM KILL; do
                left=$(processes "$@")
                [ -n "$left" ] || break
                kill -s "$signal" $left
                for pause in 1 2 3 4 5; do
                    [ -n "$(processes "$@")" ] || break
                    sleep 1
                done
            done
            rm -rf "$2"
            """;

    private final Path directory;
    private final @Nullable Process shell;

    private Guard(Path directory, @Nullable Process shell) {
        this.directory = directory;
        this.shell = shell;
    }

    /** Begins to guard a directory; where there is no shell, nothing guards it. */
    static Guard of(Path directory) {
        return new Guard(directory, start(directory));
    }

    private static @Nullable Process start(Path directory) {
        try {
            return new ProcessBuilder("/bin/sh", "-c", SCRIPT, "sh", VARIABLE, directory.toString())
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException noShell) {
            return null;
        }
    }

    /** Makes a process, before it is started, one of those that are ended. */
    void mark(ProcessBuilder process) {
        process.environment().put(VARIABLE, directory.toString());
    }

    /** Ends what is left of the processes, which have been asked to end, and waits until that is done. */
    @Override
    public void close() {
        if (shell != null) {
            try {
                shell.getOutputStream().close();
                shell.waitFor();
            } catch (IOException killed) {
                // Nobody guards the directory any more.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
