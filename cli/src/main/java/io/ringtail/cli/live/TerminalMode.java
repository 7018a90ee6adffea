package io.ringtail.cli.live;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The terminal's line discipline while single keys are read from it. Ctrl-C still sends SIGINT; Ctrl-Z is off, since a
 * stopped process could not leave the alternate screen.
 */
public final class TerminalMode {
    private static final int STANDARD_INPUT = 0;
    private static final int STANDARD_OUTPUT = 1;
    private static final long PATIENCE_S = 10;
    private static final Pattern SIZE = Pattern.compile("(\\d{1,5}) (\\d{1,5})");
    private static final Size USUAL = new Size(24, 80);

    private final String saved;

    /** The number of lines and columns of a terminal. */
    public record Size(int rows, int columns) {}

    private TerminalMode(String saved) {
        this.saved = saved;
    }

    /** Returns whether a descriptor of this process is a terminal. */
    public static boolean isTerminal(int descriptor) {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor))
                    .toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException unknown) {
            return false;
        }
    }

    /** Returns whether this process reads from and writes to a terminal that can be drawn on. */
    public static boolean isScreen(String term) {
        return !term.isEmpty() && !term.equals("dumb") && isTerminal(STANDARD_INPUT) && isTerminal(STANDARD_OUTPUT);
    }

    /** Returns the present mode; empty if it cannot be read, or changed. */
    static Optional<TerminalMode> saved() {
        String saved = stty("-g");
        return saved.isEmpty() ? Optional.empty() : Optional.of(new TerminalMode(saved));
    }

    /** Makes keys readable one by one and invisible. */
    void readKeys() {
        stty("-icanon", "-echo", "susp", "undef", "min", "1", "time", "0");
    }

    void restore() {
        stty(saved);
    }

    /** Returns the terminal's size at present. */
    static Optional<Size> size() {
        return size(stty("size"));
    }

    /** Parses a size; empty if the terminal has not been given one. */
    static Optional<Size> size(String text) {
        Matcher size = SIZE.matcher(text);
        if (!size.matches()) {
            return Optional.empty();
        }
        int rows = Integer.parseInt(size.group(1));
        int columns = Integer.parseInt(size.group(2));
        return Optional.of(rows > 0 && columns > 0 ? new Size(rows, columns) : USUAL);
    }

    /** Returns the output of stty for standard input; empty if it fails. */
    private static String stty(String... arguments) {
        List<String> line = new ArrayList<>(List.of("stty"));
        line.addAll(List.of(arguments));
        try {
            Process stty = new ProcessBuilder(line)
                    .redirectInput(ProcessBuilder.Redirect.INHERIT)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String said = new String(stty.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            boolean ended = stty.waitFor(PATIENCE_S, TimeUnit.SECONDS);
            return ended && stty.exitValue() == 0 ? said.strip() : "";
        } catch (IOException unavailable) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }
}
