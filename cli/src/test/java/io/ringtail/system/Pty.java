package io.ringtail.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A command on a terminal of its own: a pseudo-terminal, made by util-linux's script. */
final class Pty implements AutoCloseable {
    private static final String ALTERNATE = "\033[?1049h";
    private static final String NORMAL = "\033[?7h\033[?25h\033[?1049l";
    private static final String HOME = "\033[H";
    private static final Pattern SEQUENCE = Pattern.compile("\033\\[[?;0-9]*[A-Za-z]");
    /** A screen is drawn when its last row is. */
    private static final Pattern WHOLE = Pattern.compile("\033\\[J\033\\[\\d+;1H[^\033]*\033\\[K");

    private static final Pattern PLACE = Pattern.compile("(/dev/pts/\\d+)\\s+pid=(\\d+)\\s");
    private static final long LIMIT_NS = TimeUnit.SECONDS.toNanos(100);

    private final RingtailProcess script;
    private final StringBuilder written = new StringBuilder();
    private final String terminal;
    private final String pid;

    /** A condition of what is on the screen. */
    @FunctionalInterface
    interface Shown {
        boolean on(List<String> screen);
    }

    /** Starts a command on a terminal of 30 lines and 90 columns. */
    Pty(Path directory, String... command) throws Exception {
        this(directory, "", command);
    }

    private Pty(Path directory, String assignments, String[] command) throws Exception {
        Path session = Files.writeString(directory.resolve("session.sh"), """
                stty rows 30 cols 90
                tty
                %s sh -c 'echo pid=$$; exec "$@"' sh "$@"
                echo status=$?
                stty -a
                """.formatted(assignments));
        List<String> starter =
                List.of("sh", "-c", "TERM=xterm exec script -qfc \"sh " + session + " $*\" /dev/null", "sh");
        script = RingtailProcess.startBehind(starter, directory, command);
        Matcher place = await(PLACE);
        terminal = place.group(1);
        pid = place.group(2);
    }

    /** Starts a command that is asked twice to end, by SIGTERM, at the moment at which it changes the terminal's mode. */
    static Pty endedWhileItOpens(Path directory, String... command) throws Exception {
        Path tools = Files.createDirectory(directory.resolve("tools"));
        Path stty = Files.writeString(tools.resolve("stty"), """
                #!/bin/sh
                case $1 in -icanon) kill -TERM $PPID; sleep 0.2; kill -TERM $PPID; sleep 0.5 ;; esac
                PATH=${PATH#*:} exec stty "$@"
                """);
        Files.setPosixFilePermissions(stty, PosixFilePermissions.fromString("rwx------"));
        return new Pty(directory, "PATH=" + tools + ":$PATH", command);
    }

    /** Waits until the latest whole screen fulfils a condition, and returns it. */
    List<String> await(String what, Shown condition) throws IOException {
        long end = System.nanoTime() + LIMIT_NS;
        List<String> screen = read();
        while (!condition.on(screen)) {
            assertThat(System.nanoTime()).as("%s on %s", what, screen).isLessThan(end);
            Eventually.pause();
            screen = read();
        }
        return screen;
    }

    /** Waits until the command has written, on any screen, what a pattern matches. */
    Matcher await(Pattern pattern) throws IOException {
        await(pattern.pattern(), screen -> pattern.matcher(written).find());
        Matcher found = pattern.matcher(written);
        assertThat(found.find()).isTrue();
        return found;
    }

    /** Reads what has been written by now; returns the lines of the latest screen that is whole. */
    private List<String> read() throws IOException {
        while (script.out().ready()) {
            written.append((char) script.out().read());
        }
        int begin = written.indexOf(ALTERNATE);
        String[] screens = begin < 0 ? new String[0] : written.substring(begin).split(Pattern.quote(HOME), -1);
        int last = screens.length - 1;
        while (last > 0 && !WHOLE.matcher(screens[last]).find()) {
            last--;
        }
        return last > 0 ? lines(screens[last]) : List.of();
    }

    private static List<String> lines(String screen) {
        List<String> lines = new ArrayList<>();
        for (String line : screen.split("[\r\n]+", -1)) {
            lines.add(SEQUENCE.matcher(line).replaceAll(""));
        }
        return lines;
    }

    /** Gives the terminal another size: its rows first, then its columns; a screen may be drawn in between. */
    void resize(int rows, int columns) throws Exception {
        Process stty = new ProcessBuilder(
                        "stty", "-F", terminal, "rows", Integer.toString(rows), "cols", Integer.toString(columns))
                .start();
        assertThat(stty.waitFor()).isZero();
    }

    void press(String keys) throws IOException {
        script.tell(keys);
    }

    void signal(String name) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + name, pid).start().waitFor())
                .isZero();
    }

    /** Waits for the command's end; checks that the terminal is as before, and the command's exit status. */
    void checkRestored(int status) throws Exception {
        await(Pattern.compile("-extproc"));
        String end = written.substring(Math.max(0, written.lastIndexOf(HOME)));
        assertThat(end).contains(NORMAL + "status=" + status + "\r");
        assertThat(end).contains("isig icanon iexten echo ").contains("susp = ^Z");
    }

    @Override
    public void close() {
        script.close();
    }
}
