package io.ringtail.cli.doctor;

import io.ringtail.proto.layout.RunFiles;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;

/** Whether a process may use a run directory: enter it, connect to its socket, and map its buffer. */
final class DirectoryAccess {
    private final ProcessEntry process;
    private final Credentials credentials;

    DirectoryAccess(ProcessEntry process, Credentials credentials) {
        this.process = process;
        this.credentials = credentials;
    }

    /**
     * Adds the first permission that the process lacks, or that it lacks none.
     *
     * @param attached whether it is attached, and so does not need them now
     */
    void check(Path directory, boolean attached, Findings findings) {
        try {
            String lack = lack(directory);
            if (lack.isEmpty()) {
                findings.ok("permission: " + credentials + " may use " + directory);
            } else if (attached) {
                findings.note("permission: the process is attached, but could not attach again: " + lack);
            } else {
                findings.problem("permission: " + lack);
            }
        } catch (AccessDeniedException e) {
            findings.note("permission: cannot look at " + e.getFile() + ": run ringtail doctor as root");
        } catch (IOException e) {
            findings.note("permission: not examined, " + e.getMessage() + " does not exist");
        }
    }

    /** Describes the first permission that is lacking; empty if none is. */
    private String lack(Path directory) throws IOException {
        for (Path each : way(directory)) {
            String lack = lack(each, Credentials.ENTER);
            if (!lack.isEmpty()) {
                return lack;
            }
        }
        String lack = lack(directory.resolve(RunFiles.CONTROL_SOCKET), Credentials.WRITE);
        Path buffer = directory.resolve(RunFiles.BUFFER);
        boolean sealed = !process.seen(buffer).toFile().exists();
        return lack.isEmpty() && !sealed ? lack(buffer, Credentials.READ | Credentials.WRITE) : lack;
    }

    private String lack(Path path, int wanted) throws IOException {
        FileFacts file = FileFacts.of(process.seen(path), path);
        return credentials.may(file, wanted)
                ? ""
                : credentials + " needs " + Credentials.letters(wanted) + " on " + path + " (" + file.permissions()
                        + "): " + credentials.remedy(file, wanted);
    }

    /** Returns the directories that are entered on the way, of the name as given and of the one without links. */
    private Set<Path> way(Path directory) throws IOException {
        Set<Path> way = new LinkedHashSet<>();
        add(directory, way);
        Path seen = process.seen(directory);
        if (seen.equals(directory)) {
            add(seen.toRealPath(), way);
        }
        return way;
    }

    private static void add(Path directory, Set<Path> way) {
        Path parent = directory.getParent();
        if (parent != null) {
            add(parent, way);
        }
        way.add(directory);
    }
}
