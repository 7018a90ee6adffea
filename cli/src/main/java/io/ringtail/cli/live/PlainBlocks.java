package io.ringtail.cli.live;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A view as blocks of lines, one after each interval. */
public final class PlainBlocks {
    private static final int COLUMNS = 80;

    private final LiveView view;
    private final boolean text;
    private final long intervalNs;
    private final LiveOutput output;
    private final CountDownLatch ended = new CountDownLatch(1);

    /**
     * Creates blocks of a view that are not printed yet.
     *
     * @param text whether the lines are text, which may have control characters and gets an empty line between blocks
     */
    public PlainBlocks(LiveView view, boolean text, long intervalNs, LiveOutput output) {
        this.view = view;
        this.text = text;
        this.intervalNs = intervalNs;
        this.output = output;
    }

    /** Makes {@link #print} return. Thread-safe. */
    public void end() {
        ended.countDown();
    }

    /**
     * Prints a number of blocks, unless it is ended before.
     *
     * @throws IOException if there are no new figures, or nobody reads them
     */
    public void print(long most) throws IOException {
        view.refresh();
        for (long printed = 0; printed < most && !isOver(); printed++) {
            view.refresh();
            StringBuilder block = new StringBuilder(text && printed > 0 ? "\n" : "");
            for (String line : view.lines(COLUMNS, Integer.MAX_VALUE)) {
                block.append(text ? ShownText.of(line) : line).append('\n');
            }
            output.write(block.toString());
        }
    }

    private boolean isOver() {
        try {
            return ended.await(intervalNs, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
