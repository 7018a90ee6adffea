package io.ringtail.cli.doctor;

import io.ringtail.cli.doctor.Mappings.Mapped;
import io.ringtail.daemon.control.RunDirectory;
import io.ringtail.proto.layout.RunFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/** Which run directory a process uses, by its mappings and by its settings, and whether it may use it. */
final class DirectoryUse {
    private final ProcessEntry entry;
    private final Credentials credentials;
    private final Mappings mappings;
    private final DirectorySetting setting;

    DirectoryUse(ProcessEntry entry, Credentials credentials, Mappings mappings, DirectorySetting setting) {
        this.entry = entry;
        this.credentials = entry.hasOwn("ns/user") ? credentials.withoutCapabilities() : credentials;
        this.mappings = mappings;
        this.setting = setting;
    }

    /** Returns the directory, under a path valid here: the one whose buffer is mapped, or the one that is set. */
    Optional<Path> directory() {
        return mappedDirectory().or(this::chosen).map(entry::seen);
    }

    /**
     * Adds whether the process uses the given directory, and whether it may.
     *
     * @param attached whether the directory's daemon says that it does
     */
    void check(Path directory, boolean attached, Findings findings) {
        boolean chosen = chosen().filter(path -> isSame(path, directory)).isPresent();
        Optional<Mapped> mapped = mappedOf(directory, chosen);
        if (mapped.isPresent()) {
            findings.ok("buffer: the process maps " + mapped.get().path());
        } else if (attached) {
            findings.ok("buffer: the daemon has given the process its own");
        } else if (mappedDirectory().isPresent()) {
            findings.problem("buffer: the process uses another run directory, whose buffer it maps: start it with"
                    + " RINGTAIL_DIR=" + directory + ", or examine that one with --dir "
                    + mappedDirectory().get());
        } else {
            checkSetting(directory, chosen, findings);
            checkReplaced(findings);
        }
        Path known = chosen ? chosen().orElse(directory) : directory;
        new DirectoryAccess(entry, credentials).check(known, attached, findings);
    }

    private void checkSetting(Path directory, boolean chosen, Findings findings) {
        String named = "'" + setting.value() + "' (" + setting.source() + ")";
        if (chosen) {
            findings.ok("setting: the process uses " + named);
        } else if (!isKnown()) {
            findings.note("setting: the environment cannot be read, so the process's run directory is unknown");
        } else {
            findings.problem("setting: the process uses " + named + ", unless its code names another directory: start"
                    + " it with RINGTAIL_DIR=" + directory + ", or examine that one with --dir");
        }
        if (setting.mayBeInFile()) {
            findings.note("setting: the command line takes options from a file (@FILE), which was not read");
        }
    }

    private void checkReplaced(Findings findings) {
        Optional<Mapped> other = mappings.buffers().stream().findFirst();
        if (other.isPresent()) {
            findings.note("buffer: the process maps " + other.get().path() + ", which has been replaced, or is of"
                    + " another daemon");
        } else if (mappings.isReadable()) {
            findings.note("buffer: the process maps none");
        }
    }

    /** Returns the directory of a buffer file that is mapped and has not been removed, as the process names it. */
    private Optional<Path> mappedDirectory() {
        return mappings.buffers().stream()
                .filter(buffer -> buffer.isBufferFile() && !buffer.isDeleted())
                .flatMap(buffer -> path(buffer.file()).stream())
                .filter(file -> RunDirectory.holds(entry.seen(file)))
                .map(Path::getParent)
                .findFirst();
    }

    /** Finds the mapping of a directory's buffer. A sealed one has no file: it is taken for that of the setting. */
    private Optional<Mapped> mappedOf(Path directory, boolean chosen) {
        Path buffer = directory.resolve(RunFiles.BUFFER);
        try {
            long inode = FileFacts.of(buffer).inode();
            return mappings.buffers().stream()
                    .filter(mapped -> mapped.isBufferFile() && mapped.inode() == inode)
                    .findFirst();
        } catch (IOException none) {
            return mappings.buffers().stream()
                    .filter(mapped -> chosen && mapped.isSealedBuffer())
                    .findFirst();
        }
    }

    private boolean isKnown() {
        return !entry.isClosed("environ") || setting.isOfCommandLine();
    }

    /** Returns the directory that is set, as an absolute path of the process's own; empty if it is not known. */
    private Optional<Path> chosen() {
        return isKnown() ? path(setting.value()).flatMap(this::absolute) : Optional.empty();
    }

    private Optional<Path> absolute(Path path) {
        if (path.isAbsolute()) {
            return Optional.of(path.normalize());
        }
        String current = entry.link("cwd");
        return current.isEmpty()
                ? Optional.empty()
                : Optional.of(Path.of(current).resolve(path).normalize());
    }

    private boolean isSame(Path own, Path directory) {
        try {
            Path seen = entry.seen(own);
            return seen.equals(directory) || Files.isSameFile(seen, directory);
        } catch (IOException missing) {
            return false;
        }
    }

    private static Optional<Path> path(String text) {
        try {
            return Optional.of(Path.of(text));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }
}
