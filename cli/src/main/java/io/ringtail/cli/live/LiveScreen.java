package io.ringtail.cli.live;

import io.ringtail.cli.live.TerminalMode.Size;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A view on a terminal's alternate screen, until {@code q} or {@link #end}; the space bar pauses it. However it ends,
 * it restores the terminal.
 */
public final class LiveScreen {
    /** How long a key, or a new size, waits at most. */
    private static final long LOOK_MS = 50;

    /** The alternate screen without cursor; lines that are too long are cut, not continued. */
    private static final String ENTER = "\033[?1049h\033[?25l\033[?7l\033[2J";

    private static final String LEAVE = "\033[?7h\033[?25h\033[?1049l";
    private static final String HOME = "\033[H";
    private static final String REST_OF_LINE = "\033[K";
    private static final String REST_OF_SCREEN = "\033[J";
    private static final String HELP = "q: quit, space: pause";

    private final LiveView view;
    private final long intervalNs;
    private final LiveOutput output;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final AtomicBoolean resized = new AtomicBoolean();
    private Size size = new Size(24, 80);
    /** Whether the terminal has been restored. */
    private boolean left;

    private boolean paused;
    private String problem = "";
    private long nextNs;

    /** Creates a screen that nothing has been drawn on. */
    public LiveScreen(LiveView view, long intervalNs, LiveOutput output) {
        this.view = view;
        this.intervalNs = intervalNs;
        this.output = output;
    }

    /** Makes {@link #run} return. Thread-safe. */
    public void end() {
        ended.countDown();
    }

    /** Reports that the terminal has a new size. Thread-safe. */
    public void resize() {
        resized.set(true);
    }

    /**
     * Draws the view until it is to end. A view that has no new figures keeps its latest ones, with the reason below.
     *
     * @param hooks adds the action that restores the terminal to what is run when the process ends
     * @return false if this terminal cannot be drawn on, and nothing has been
     * @throws IOException if there are no figures at first, or the terminal has gone
     */
    public boolean run(Hooks hooks) throws IOException {
        view.refresh();
        nextNs = System.nanoTime() + intervalNs;
        Optional<TerminalMode> mode = TerminalMode.saved();
        if (mode.isEmpty()) {
            return false;
        }
        Runnable removal = hooks.add(() -> leave(mode.get()));
        try {
            if (enter(mode.get())) {
                loop(System.in);
            }
        } finally {
            leave(mode.get());
            removal.run();
        }
        return true;
    }

    /** Changes the terminal, unless the process ends already: what has been restored must not be changed any more. */
    private synchronized boolean enter(TerminalMode mode) throws IOException {
        if (!left) {
            mode.readKeys();
            write(ENTER);
        }
        return !left;
    }

    /** Registers what is to be done when the process ends. */
    @FunctionalInterface
    public interface Hooks {
        /** Adds an action, and returns another that removes it. */
        Runnable add(Runnable action);
    }

    private synchronized void leave(TerminalMode mode) {
        if (!left) {
            left = true;
            try {
                output.write(LEAVE);
            } catch (IOException terminalHasGone) {
                // There is nothing to restore.
            }
            mode.restore();
        }
    }

    private void loop(InputStream keys) throws IOException {
        resize();
        draw();
        while (!isOver()) {
            boolean changed = keys.available() > 0 && press(keys.read());
            if (!paused && System.nanoTime() - nextNs >= 0) {
                refresh();
                changed = true;
            }
            if (changed || resized.get()) {
                draw();
            }
        }
    }

    private boolean isOver() {
        try {
            return ended.await(LOOK_MS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private boolean press(int key) {
        if (key == 'q' || key == 'Q') {
            end();
        }
        paused ^= key == ' ';
        return key == ' ';
    }

    private void refresh() {
        long now = System.nanoTime();
        nextNs = nextNs + intervalNs - now > 0 ? nextNs + intervalNs : now + intervalNs;
        try {
            view.refresh();
            problem = "";
        } catch (IOException e) {
            problem = String.valueOf(e.getMessage());
        }
    }

    private void draw() throws IOException {
        if (resized.getAndSet(false)) {
            size = TerminalMode.size().orElse(size);
        }
        write(text(view.lines(size.columns(), size.rows() - 1), size, status()));
    }

    private synchronized void write(String text) throws IOException {
        if (!left) {
            output.write(text);
        }
    }

    private String status() {
        if (!problem.isEmpty()) {
            return "no new figures: " + problem;
        }
        return paused ? "paused; " + HELP : HELP;
    }

    /** Returns what draws lines and, on the last row, a status, whatever was on the screen before. */
    static String text(List<String> lines, Size size, @Nullable String status) {
        StringBuilder text = new StringBuilder(HOME);
        for (String line : lines.subList(0, Math.min(lines.size(), size.rows() - 1))) {
            append(line, size, text).append("\r\n");
        }
        text.append(REST_OF_SCREEN);
        if (status != null) {
            append(status, size, text.append("\033[").append(size.rows()).append(";1H"));
        }
        return text.toString();
    }

    private static StringBuilder append(String line, Size size, StringBuilder text) {
        return text.append(ShownText.cut(ShownText.of(line), size.columns())).append(REST_OF_LINE);
    }
}
