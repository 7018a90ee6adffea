package io.ringtail.cli;

import java.nio.file.Files;
import java.nio.file.Path;

/** A file that a command is to write, checked before its work begins. */
final class TargetFile {
    private TargetFile() {}

    /** Says early what would go wrong at the end. */
    static void check(Path file) throws CommandException {
        Path directory = file.toAbsolutePath().getParent();
        if (directory == null || !Files.isDirectory(directory)) {
            throw new CommandException("there is no directory " + directory + ": create it, or give another -o FILE");
        }
        if (Files.isDirectory(file)) {
            throw new CommandException(file + " is a directory: give -o the name of a file");
        }
        if (!Files.isWritable(directory)) {
            throw new CommandException(
                    "nothing may be written in " + directory + ": give another -o FILE, or change its permissions");
        }
    }

    /** What to say of a file that could not be written. */
    static CommandException unwritable(Path file, Exception e) {
        return new CommandException(
                "cannot write beside " + file + " (" + e.getMessage() + "): make room, or choose another place with -o",
                e);
    }
}
