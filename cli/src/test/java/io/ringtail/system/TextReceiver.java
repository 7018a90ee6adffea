package io.ringtail.system;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A thread that reads {@code /trace_pipe} from the next event on, until its daemon goes; lines are in order of time. */
final class TextReceiver implements SoakReceiver {
    private static final Pattern EVENT = Pattern.compile(".*?\\[(\\d+)] *(\\d+)\\.(\\d{9}): .*");
    private static final Pattern LOST = Pattern.compile("CPU:(\\d+) \\[(\\d+) EVENTS DROPPED]");
    private static final Pattern LATE = Pattern.compile("CPU:(\\d+) \\[LATE BY .*");
    private static final long NS_PER_SECOND = 1_000_000_000;

    private final BufferedReader lines;
    private final Map<Integer, Long> accounted = new TreeMap<>();
    private long newest;
    private int lateCpu = -1;
    private long lost;
    private boolean ended;
    private @Nullable AssertionError failure;

    /** Opens the stream; the daemon has accepted it by then. */
    TextReceiver(RingtailHost host) throws IOException {
        lines = new BufferedReader(new InputStreamReader(
                URI.create(host.url() + "/trace_pipe?from=now").toURL().openStream(), StandardCharsets.UTF_8));
        Thread thread = new Thread(this::run, "text-receiver");
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        try {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                add(line);
            }
        } catch (IOException daemonHasGone) {
            // So it ends below.
        } catch (RuntimeException | AssertionError e) {
            fail(new AssertionError(name(), e));
        }
        end();
    }

    private synchronized void fail(AssertionError why) {
        failure = why;
    }

    private synchronized void end() {
        ended = true;
    }

    private synchronized void add(String line) {
        Matcher event = EVENT.matcher(line);
        Matcher gap = LOST.matcher(line);
        Matcher mark = LATE.matcher(line);
        if (gap.matches()) {
            long count = Long.parseLong(gap.group(2));
            lost += count;
            accounted.merge(Integer.valueOf(gap.group(1)), count, Long::sum);
        } else if (mark.matches()) {
            lateCpu = Integer.parseInt(mark.group(1));
        } else if (event.matches()) {
            inTime(Integer.parseInt(event.group(1)), event, line);
            accounted.merge(Integer.valueOf(event.group(1)), 1L, Long::sum);
        } else {
            throw new AssertionError("not a line of trace_pipe: " + line);
        }
    }

    /** Of a run of late events of one CPU, only the first is marked. */
    private void inTime(int cpu, Matcher event, String line) {
        long time = Long.parseLong(event.group(2)) * NS_PER_SECOND + Long.parseLong(event.group(3));
        if (time >= newest) {
            newest = time;
            lateCpu = -1;
        } else if (lateCpu != cpu) {
            throw new AssertionError("time goes back from " + newest + " ns: " + line);
        }
    }

    @Override
    public String name() {
        return "text";
    }

    @Override
    public synchronized boolean hasEnded() {
        return ended;
    }

    @Override
    public synchronized Map<Integer, Long> accounted() {
        if (failure != null) {
            throw failure;
        }
        return new TreeMap<>(accounted);
    }

    @Override
    public synchronized long lost() {
        return lost;
    }

    @Override
    public void close() {
        // Closing its stream would wait for the thread that reads it: the daemon ends it.
    }
}
