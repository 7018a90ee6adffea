package io.ringtail.cli.doctor;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** The examination of a run directory itself: whether it is there, whose it is, and who may use it. */
public final class DirectoryCheck {
    private DirectoryCheck() {}

    /** Adds what is to be said of the directory, and returns whether it can be looked into. */
    public static boolean check(Path directory, Findings findings) {
        try {
            FileFacts facts = FileFacts.of(directory);
            if (facts.isDirectory()) {
                findings.ok("directory: " + directory + ", " + facts.permissions());
                return true;
            }
            findings.problem("directory: " + directory + " is a file: give a daemon's run directory with --dir");
        } catch (NoSuchFileException e) {
            findings.problem("directory: " + directory + " does not exist: start a daemon with "
                    + DaemonService.of(directory).start() + ", or give a running one's directory with --dir");
        } catch (AccessDeniedException e) {
            findings.problem("directory: this user may not look at " + directory
                    + ": run ringtail doctor as root or as a member of its group");
        } catch (IOException e) {
            findings.problem("directory: " + e.getMessage() + ": check the path");
        }
        return false;
    }
}
