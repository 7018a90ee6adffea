package io.ringtail.cli;

import io.ringtail.daemon.files.FileEntry;
import io.ringtail.daemon.files.OwnFiles;
import io.ringtail.reader.tracedat.Destination;
import io.ringtail.reader.tracedat.UnnamedFileException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The target of a command's {@code -o}, checked before work begins. A file is replaced. A link stays and its target is
 * replaced. A pipe or a character device is written through. Neither is used if a stranger has put it into a directory
 * like {@code /tmp}. {@code -} and {@code /dev/stdout} are standard output, which may be a file.
 */
final class TargetFile {
    private static final int MOST_LINKS = 40;
    private static final int ROOT = 0;
    private static final Path STANDARD_OUTPUT = Path.of("/proc/self/fd/1");

    private TargetFile() {}

    /** Opens the target, and reports early what would fail at the end. For a pipe, waits until it has a reader. */
    static Destination open(Path file) throws CommandException, IOException {
        Path target = followed(file);
        if (isStandardOutput(file, target)) {
            return Destination.channel("standard output", Output.standardBytes(), temporaryDirectory());
        }
        FileKind kind = FileKind.of(target);
        return switch (kind) {
            case REGULAR, ABSENT -> {
                if (OpenDescriptor.of(target) != null) {
                    yield appended(file, target);
                }
                requireReplaceable(target);
                yield Destination.file(target, file.toString()).removedAtExit();
            }
            case PIPE, CHARACTER_DEVICE -> {
                requireTrusted(target, kind.text(), "written");
                yield through(file);
            }
            case DIRECTORY -> throw new CommandException(file + " is a directory: give -o the name of a file");
            case BLOCK_DEVICE, SOCKET ->
                throw new CommandException(
                        file + " is " + kind.text() + ", which is not overwritten: give -o a file, a pipe or -");
        };
    }

    /** Opens a target that can only be a file. */
    static Path file(Path file) throws CommandException, IOException {
        Path target = followed(file);
        FileKind kind = FileKind.of(target);
        boolean isFile = kind == FileKind.REGULAR || kind == FileKind.ABSENT;
        if (isStandardOutput(file, target) || OpenDescriptor.of(target) != null || !isFile) {
            throw new CommandException(file + " is not a regular file: give -o the name of one");
        }
        requireReplaceable(target);
        return target;
    }

    private static Destination through(Path file) throws IOException {
        return Destination.channel(
                file.toString(), FileChannel.open(file, StandardOpenOption.WRITE), temporaryDirectory());
    }

    /** Writes to the end of a file that a descriptor names: its offset, which others may share, is not known here. */
    private static Destination appended(Path file, Path target) throws CommandException, IOException {
        OpenDescriptor descriptor = OpenDescriptor.of(target);
        if (descriptor == null || !descriptor.isAppending()) {
            throw new CommandException(file + " is a file that is not open for appending, whose contents would be"
                    + " overwritten: give -o its name, open it with >>, or redirect standard output and give -o -");
        }
        return Destination.channel(
                file.toString(), FileChannel.open(file, StandardOpenOption.APPEND), temporaryDirectory());
    }

    private static Path temporaryDirectory() {
        return Path.of(System.getProperty("java.io.tmpdir"));
    }

    /** Whether the path is {@code -}, or another name for standard output, whatever kind of file that is. */
    static boolean isStandardOutput(Path file) throws CommandException, IOException {
        return isStandardOutput(file, followed(file));
    }

    private static boolean isStandardOutput(Path file, Path target) throws IOException {
        if (file.toString().equals("-")) {
            return true;
        }
        OpenDescriptor descriptor = OpenDescriptor.of(target);
        if (descriptor != null && descriptor.isStandardOutput()) {
            return true;
        }
        // A file that is named is replaced, even if standard output is redirected to it.
        FileKind kind = FileKind.of(target);
        return kind != FileKind.ABSENT && kind != FileKind.REGULAR && Files.isSameFile(target, STANDARD_OUTPUT);
    }

    /** The final target of a link, which need not exist, or the path itself if it is not a link. */
    private static Path followed(Path file) throws IOException, CommandException {
        if (file.toString().isEmpty()) {
            throw new CommandException("-o has an empty name: give it the name of a file, or - for standard output");
        }
        Path at = file.toAbsolutePath();
        for (int links = 0; links < MOST_LINKS; links++) {
            Path directory = at.getParent();
            Path name = at.getFileName();
            if (directory == null || name == null) {
                return at;
            }
            requireTrustedLinks(at);
            if (!Files.isDirectory(directory)) {
                throw new CommandException(
                        "directory " + directory + " does not exist: create it, or give another -o FILE");
            }
            at = directory.toRealPath().resolve(name);
            if (OpenDescriptor.of(at) != null || !Files.isSymbolicLink(at)) {
                return at;
            }
            at = at.resolveSibling(Files.readSymbolicLink(at));
        }
        throw new CommandException(file + " is a link that leads to itself: give -o the name of a file");
    }

    /** Checks the links in a path: in a directory like {@code /tmp}, one leads to what its owner wants overwritten. */
    private static void requireTrustedLinks(Path path) throws IOException, CommandException {
        for (Path at = path; at != null; at = at.getParent()) {
            if (Files.isSymbolicLink(at)) {
                requireTrusted(at, "a link", "followed");
            }
        }
    }

    /**
     * Checks a link as the kernel does under fs.protected_symlinks, which does not apply to links followed here, and a
     * pipe as under fs.protected_fifos, which only applies where a file would be created: in a directory like {@code
     * /tmp}, the reader of a pipe is whoever made it under the name that another user is about to write.
     */
    private static void requireTrusted(Path entry, String kind, String use) throws IOException, CommandException {
        Path directory = entry.getParent();
        FileEntry in = directory == null ? null : FileEntry.followed(directory);
        FileEntry found = in != null && in.isSharedByAll() ? FileEntry.of(entry) : null;
        if (found != null && found.uid() != ROOT && found.uid() != OwnFiles.user()) {
            throw new CommandException(entry + " is " + kind + " of user " + Integer.toUnsignedString(found.uid())
                    + " in a world-writable directory, and is not " + use + ": give -o the name of a file");
        }
    }

    private static void requireReplaceable(Path target) throws CommandException, IOException {
        Path directory = target.getParent();
        if (directory == null || !Files.isWritable(directory)) {
            throw new CommandException(
                    "cannot write to directory " + directory + ": give another -o FILE, or change its permissions");
        }
        String obstacle = ReplacedFile.obstacle(target);
        if (obstacle != null) {
            throw new CommandException(obstacle + ": give another -o FILE, or -o - > " + target);
        }
    }

    /** Says what to do with a target that has been written. */
    static String next(Path file) throws CommandException, IOException {
        Path target = followed(file);
        if (isStandardOutput(file, target)) {
            return "written to standard output";
        }
        return OpenDescriptor.of(target) != null || FileKind.of(target) != FileKind.REGULAR
                ? "written to " + file
                : "open " + file + " with ringtail report, trace-cmd report -i or kernelshark";
    }

    /** The error for a target that could not be written. */
    static CommandException unwritable(Destination target, Exception e) {
        if (e instanceof UnnamedFileException) {
            return new CommandException(String.valueOf(e.getMessage()), e);
        }
        return new CommandException(
                "cannot write " + target + " (" + e.getMessage() + "): make room, or choose another place with -o", e);
    }
}
