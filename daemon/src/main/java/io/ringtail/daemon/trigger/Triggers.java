package io.ringtail.daemon.trigger;

import io.ringtail.daemon.feed.FeedOptions;
import io.ringtail.daemon.feed.FeedSource;
import io.ringtail.daemon.feed.WatchFeed;
import io.ringtail.daemon.http.ServedEvents;
import io.ringtail.daemon.http.ServedSnapshots;
import io.ringtail.daemon.http.ServedTriggers;
import io.ringtail.daemon.life.DaemonEnd;
import io.ringtail.daemon.life.Pulse;
import io.ringtail.reader.EventSink;
import io.ringtail.reader.EventView;
import io.ringtail.reader.LossCause;
import io.ringtail.reader.filter.Selection;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The daemon's triggers. While any of them waits, a thread reads all rings for them, from the moment at which the first
 * one was added; otherwise there is none, and events cost nothing here. A trigger does its action once for the matching
 * events of a page, so that an action that takes long, or is refused, does not hold up the others.
 */
public final class Triggers implements ServedTriggers, EventSink, AutoCloseable {
    /** The most triggers. */
    public static final int MOST = 64;

    private static final Logger LOG = LoggerFactory.getLogger(Triggers.class);
    private static final long PAUSE_MS = 5;

    private final FeedSource source;
    private final TriggerActions actions;
    private final DaemonEnd end;
    private final List<Trigger> triggers = new CopyOnWriteArrayList<>();
    private long lastId;
    private @Nullable Thread watcher;
    /** Of the thread that reads the rings; null while there is none. */
    private volatile @Nullable Pulse pulse;

    private volatile boolean closed;
    private volatile Watch before = new Watch(0, 0, "");
    private volatile Watch watch = new Watch(0, 0, "");

    /**
     * Creates no triggers yet.
     *
     * @param end receives failures that concern more than the triggers
     */
    public Triggers(FeedSource source, ServedEvents events, ServedSnapshots snapshots, DaemonEnd end) {
        this.source = source;
        this.end = end;
        this.actions = new TriggerActions(events, snapshots);
    }

    @Override
    public List<Entry> all() {
        return triggers.stream().map(Triggers::entry).toList();
    }

    private static Entry entry(Trigger trigger) {
        return new Entry(
                trigger.id(),
                trigger.selection(),
                trigger.action().text(),
                trigger.matched(),
                trigger.done(),
                trigger.refused(),
                trigger.isLive());
    }

    @Override
    public Watch watch() {
        return watch;
    }

    @Override
    public synchronized Entry add(Selection selection, String action) throws TooManyException {
        TriggerAction parsed = TriggerAction.parse(action);
        if (triggers.size() >= MOST) {
            throw new TooManyException(MOST + " triggers exist, which is the limit: remove one first");
        }
        Trigger trigger =
                new Trigger(++lastId, selection, parsed, source.clock().getAsLong());
        if (watcher == null && !closed) {
            watcher = started();
        }
        triggers.add(trigger);
        return entry(trigger);
    }

    /** Starts a thread that reads the rings, once the trigger has been added for which it does. */
    private Thread started() {
        before = new Watch(watch.events(), watch.lost(), "");
        WatchFeed feed = new WatchFeed(source, fromNow(), this);
        Pulse started = new Pulse(System::nanoTime);
        Thread thread = new Thread(() -> watch(feed, started), "ringtail-triggers");
        thread.setDaemon(true);
        try {
            thread.start();
        } catch (RuntimeException | Error e) {
            feed.close();
            throw e;
        }
        pulse = started;
        return thread;
    }

    private FeedOptions fromNow() {
        BitSet cpus = new BitSet();
        cpus.set(0, source.buffer().geometry().possibleCpus());
        long now = source.clock().getAsLong();
        return new FeedOptions(false, true, false, cpus, null, FeedOptions.UNORDERED, 0, now);
    }

    @Override
    public boolean remove(long id) {
        return triggers.removeIf(trigger -> trigger.id() == id);
    }

    private void watch(WatchFeed feed, Pulse beating) {
        String problem = "";
        try {
            while (!endsIdle(feed)) {
                beating.beat();
                boolean more = feed.poll();
                watch = new Watch(before.events() + feed.events(), before.lost() + feed.lost(), "");
                triggers.forEach(this::performIfDue);
                if (!more) {
                    TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
                }
            }
            return;
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            if (!end.failedFatally("the evaluation of triggers", e)) {
                LOG.error("triggers are not evaluated any more: add one to start again", e);
            }
            problem = String.valueOf(e);
        }
        end(feed, problem);
    }

    /** Ends the watch if no trigger waits; a trigger that is added afterwards starts another one. */
    private synchronized boolean endsIdle(WatchFeed feed) {
        boolean idle = closed || triggers.stream().noneMatch(Trigger::isLive);
        if (idle) {
            end(feed, "");
        }
        return idle;
    }

    /** Forgets the feed's thread and closes the feed, in one step: {@link #close} waits for a thread that is known. */
    private synchronized void end(WatchFeed feed, String problem) {
        watcher = null;
        pulse = null;
        if (!problem.isEmpty()) {
            watch = new Watch(watch.events(), watch.lost(), problem);
        }
        feed.close();
    }

    /** The problem of the thread that reads the rings; empty if there is none, or no such thread. Waits for nothing. */
    public String problem() {
        Pulse now = pulse;
        return now == null ? "" : now.problem();
    }

    private void performIfDue(Trigger trigger) {
        if (trigger.takeDue() && trigger.isLive()) {
            actions.perform(trigger);
        }
    }

    @Override
    public void onEvent(EventView event) {
        for (Trigger trigger : triggers) {
            if (trigger.isLive()) {
                trigger.see(event);
            }
        }
    }

    @Override
    public void onLost(int cpu, long count, LossCause cause) {}

    @Override
    public void onLate(int cpu, long byNs) {}

    @Override
    public void close() {
        closed = true;
        Thread running;
        synchronized (this) {
            running = watcher;
        }
        if (running != null) {
            running.interrupt();
            awaitEnd(running);
        }
    }

    private static void awaitEnd(Thread running) {
        boolean interrupted = false;
        while (running.isAlive()) {
            try {
                running.join();
            } catch (InterruptedException e) {
                // The file is unmapped next, so the thread must have ended.
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
