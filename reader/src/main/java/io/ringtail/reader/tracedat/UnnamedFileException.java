package io.ringtail.reader.tracedat;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

/** Reports a complete file that could not be given its name; the message says where it is, and what to do. */
public final class UnnamedFileException extends IOException {
    private static final long serialVersionUID = 1;

    UnnamedFileException(Path kept, Path name, IOException cause) {
        super(
                name + " cannot be replaced (" + reason(cause) + "): the complete file is " + kept + "; rename it",
                cause);
    }

    private static String reason(IOException e) {
        String reason = e instanceof FileSystemException refused ? refused.getReason() : null;
        return reason == null ? e.toString() : reason;
    }
}
