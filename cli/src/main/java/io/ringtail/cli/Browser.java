package io.ringtail.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The user's browser, asked to open an address. Other users can read the arguments of a process, so it is given the path
 * of a file that only this user can read, and that refers to the address.
 */
final class Browser implements AutoCloseable {
    /** No browser. */
    static final Browser NONE = new Browser(null);

    private static final String OPENER = "xdg-open";

    private final @Nullable ScratchDirectory directory;

    private Browser(@Nullable ScratchDirectory directory) {
        this.directory = directory;
    }

    /** Opens an address, if this is a graphical session that has a program for it. */
    static Browser open(String url) throws IOException {
        Map<String, String> environment = System.getenv();
        if (!environment.containsKey("DISPLAY") && !environment.containsKey("WAYLAND_DISPLAY")) {
            // xdg-open would take this terminal for a browser of text.
            return NONE;
        }
        ScratchDirectory directory = ScratchDirectory.make("ringtail-view");
        try {
            Path file = directory.path().resolve("open.html");
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, forwarding(url), StandardOpenOption.WRITE);
            new ProcessBuilder(OPENER, file.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return new Browser(directory);
        } catch (IOException missing) {
            directory.close();
            return NONE;
        }
    }

    /** A page that leads to another. */
    static String forwarding(String url) {
        String escaped = url.replace("&", "&amp;").replace("\"", "&quot;").replace("<", "&lt;");
        return "<!doctype html>\n<html lang=\"en\"><meta charset=\"utf-8\"><title>ringtail view</title>\n"
                + "<meta http-equiv=\"refresh\" content=\"0; url=" + escaped + "\">\n"
                + "<a href=\"" + escaped + "\">The trace</a></html>\n";
    }

    /** Whether a browser was asked to open the address. */
    boolean isOpening() {
        return directory != null;
    }

    @Override
    public void close() {
        if (directory != null) {
            directory.close();
        }
    }
}
