package io.ringtail.cli;

import io.ringtail.reader.ctf.CtfSink;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A directory that a command exports a CTF trace to. The trace is written beside it, and gets its name when it is
 * complete. An empty directory is replaced; one with an exported trace only if that is asked for; any other never.
 */
final class ExportDirectory implements ExportPlace {
    private static final Pattern OWN = Pattern.compile("metadata|(buffer\\d+_)?cpu\\d+");

    private final Path directory;
    private final Path parent;
    private final boolean replace;

    private ExportDirectory(Path directory, Path parent, boolean replace) {
        this.directory = directory;
        this.parent = parent;
        this.replace = replace;
    }

    /**
     * Checks the directory.
     *
     * @param replace whether it may contain a trace
     */
    static ExportDirectory open(Path directory, boolean replace) throws CommandException, IOException {
        Path target = directory.toAbsolutePath().normalize();
        Path parent = target.getParent();
        if (parent == null || !Files.isDirectory(parent)) {
            throw new CommandException(
                    "directory " + parent + " does not exist: create it, or give --ctf another directory");
        }
        if (!Files.isWritable(parent)) {
            throw new CommandException("cannot write to directory " + parent
                    + ": give --ctf another directory, or change its permissions");
        }
        ExportDirectory checked = new ExportDirectory(target, parent, replace);
        checked.check();
        return checked;
    }

    private void check() throws CommandException, IOException {
        if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            throw new CommandException(
                    directory + " is not a directory: give --ctf a directory that is empty or not there");
        }
        String obstacle = ReplacedFile.obstacle(directory.toRealPath());
        if (obstacle != null) {
            throw new CommandException(obstacle + ": give --ctf another directory");
        }
        List<Path> entries = entries(directory);
        for (Path entry : entries) {
            if (!OWN.matcher(String.valueOf(entry.getFileName())).matches()
                    || !Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS)) {
                throw new CommandException("directory " + directory + " contains " + entry.getFileName()
                        + ", which is no part of an exported trace: give --ctf another directory");
            }
        }
        if (!entries.isEmpty() && !replace) {
            throw new CommandException("directory " + directory
                    + " contains a trace: replace it with --force, or give --ctf another directory");
        }
    }

    private static List<Path> entries(Path directory) throws IOException {
        List<Path> entries = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
            stream.forEach(entries::add);
        }
        return entries;
    }

    @Override
    public long write(ExportedSource source, Content content) throws IOException {
        try (ScratchDirectory scratch = ScratchDirectory.make(parent, ".ringtail-export")) {
            Path trace = Files.createDirectory(scratch.path().resolve("trace"));
            CtfSink sink = new CtfSink(trace, source.clock(), source.offsetNs(), source.hasInstances());
            content.writeTo(new ExportTarget(sink, sink::finish), sink::bytes);
            sink.finish();
            replace(trace, scratch.path().resolve("replaced"));
            return sink.bytes();
        }
    }

    private void replace(Path trace, Path old) throws IOException {
        try {
            check(); // the check before the export may be hours old
        } catch (CommandException changed) {
            throw new IOException(changed.getMessage(), changed);
        }
        if (Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
            Files.move(directory, old);
        }
        Files.move(trace, directory, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public CommandException unwritable(Exception e) {
        return new CommandException(
                "cannot write " + directory + " (" + e.getMessage() + "): make room, or give --ctf another directory",
                e);
    }

    @Override
    public String toString() {
        return directory.toString();
    }
}
