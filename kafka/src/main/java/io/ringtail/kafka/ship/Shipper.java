package io.ringtail.kafka.ship;

import io.ringtail.kafka.client.Clients;
import io.ringtail.kafka.client.KafkaProblem;
import io.ringtail.kafka.client.Topics;
import io.ringtail.reader.fleet.FleetException;
import io.ringtail.reader.fleet.ShipCounts;
import io.ringtail.reader.fleet.ShipOptions;
import io.ringtail.reader.fleet.Shipping;
import io.ringtail.reader.fleet.SupersededException;
import io.ringtail.reader.remote.RefusedException;
import io.ringtail.reader.remote.RemoteDaemon;
import io.ringtail.reader.remote.ResumedStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.kafka.common.errors.AuthorizationException;
import org.jspecify.annotations.Nullable;

/**
 * Ships in sessions: one after the other, each of which begins where the topic says that the one before has ended. A
 * session lasts until Kafka's client fails, the daemon has another ring buffer, or the shipper ends.
 */
final class Shipper implements Shipping {
    private static final long GRACE_MS = 10_000;
    private static final long FIRST_PAUSE_MS = 500;
    private static final long LONGEST_PAUSE_MS = 10_000;
    private static final long LEAST_TICK_MS = 5;
    private static final long MOST_TICK_MS = 50;
    /** Each look reads what all hosts of a partition have written since the last one. */
    private static final long WATCH_S = 120;

    private final Clients clients;
    private final ShipOptions options;
    private final ResumedStream.Daemons daemons;
    private final Consumer<String> notices;
    private final Totals totals = new Totals();
    private final CountDownLatch ending = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private long lastSession = Long.MIN_VALUE;
    private boolean saidAhead;
    private volatile @Nullable Running running;
    private volatile @Nullable Thread runner;

    Shipper(Clients clients, ShipOptions options, ResumedStream.Daemons daemons, Consumer<String> notices) {
        this.clients = clients;
        this.options = options;
        this.daemons = daemons;
        this.notices = notices;
    }

    /** A session with what it must close. */
    private record Running(Sending sending, ShipSession session, ResumedStream stream) {
        void endStream() {
            try {
                stream.close();
            } catch (IOException ignored) {
                // It is no longer read.
            }
        }
    }

    @Override
    public void run() throws IOException {
        runner = Thread.currentThread();
        String last = "";
        long pauseMs = FIRST_PAUSE_MS;
        try {
            while (!isEnding()) {
                long before = totals.records.sum();
                try {
                    runSession();
                } catch (FleetException | SupersededException e) {
                    throw e;
                } catch (IOException e) {
                    if (isEnding()) {
                        return;
                    }
                    if (e instanceof RefusedException refused && !refused.isOfAnotherBuffer()) {
                        throw e;
                    }
                    String line = String.valueOf(e.getMessage());
                    if (!line.equals(last)) {
                        notices.accept(line + "; trying again");
                    }
                    last = line;
                    pauseMs = totals.records.sum() > before ? FIRST_PAUSE_MS : Math.min(2 * pauseMs, LONGEST_PAUSE_MS);
                }
                pause(pauseMs);
            }
        } finally {
            runner = null;
            ended.countDown();
            // The interrupt that ends a wait is not the caller's.
            if (isEnding() && Thread.interrupted()) {
                notices.accept("ended without waiting any longer: what is not in the topic yet is still in the rings");
            }
        }
    }

    private void pause(long pauseMs) throws IOException {
        try {
            ending.await(pauseMs, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private boolean isEnding() {
        return ending.getCount() == 0;
    }

    private void runSession() throws IOException {
        RemoteDaemon daemon = daemons.find();
        Origin origin = Origin.of(daemon, options.query().cpus());
        Topics topics = Topics.find(clients);
        CountDownLatch failed = new CountDownLatch(1);
        try (Sending sending = open(failed)) {
            Beginning beginning = new Beginning(clients, topics, origin, options.host(), sending, lastSession);
            ship(daemon, topics, origin, beginning, sending, failed);
            sending.check();
        }
    }

    private Sending open(CountDownLatch failed) throws IOException {
        try {
            return new Sending(clients.producer("ringtail-ship-" + options.host()), clients.settings(), () -> {
                failed.countDown();
                Running now = running;
                if (now != null) {
                    now.endStream();
                }
            });
        } catch (RuntimeException e) {
            throw KafkaProblem.of(e, clients.settings());
        }
    }

    private void ship(
            RemoteDaemon daemon,
            Topics topics,
            Origin origin,
            Beginning beginning,
            Sending sending,
            CountDownLatch failed)
            throws IOException {
        Map<Integer, Lane> lanes = beginning.lanes();
        lastSession = beginning.session();
        sayAhead(beginning.ahead());
        ShipSession session = new ShipSession(topics, origin, beginning, sending, totals, options.delayNs());
        session.begin(lanes);
        String after = session.after();
        totals.sessions.increment();
        if (!after.isEmpty()) {
            totals.resumes.increment();
        }
        try (ResumedStream stream =
                ResumedStream.open(daemon, daemons, options.query().after(after), Long.MAX_VALUE, notices)) {
            Running now = new Running(sending, session, stream);
            running = now;
            start("ship-ticker", () -> tick(now, failed));
            AtomicReference<@Nullable IOException> watched = new AtomicReference<>();
            start("ship-watch", () -> watch(now, beginning, failed, watched));
            try {
                read(now, failed);
            } catch (RefusedException gone) {
                // Of the former ring buffer, there is nothing but what has been read.
                session.finish();
                throw gone;
            } finally {
                failed.countDown();
            }
            IOException found = watched.get();
            if (found != null) {
                throw found;
            }
            sending.check();
            session.finish();
        } catch (UncheckedIOException e) {
            sending.check();
            throw e.getCause();
        } finally {
            retire(sending);
        }
    }

    /** Says once that readers pass over a session. */
    private void sayAhead(@Nullable String line) {
        if (line != null && !saidAhead) {
            saidAhead = true;
            notices.accept(line);
        }
    }

    private void read(Running now, CountDownLatch failed) throws IOException {
        ShippedFrames frames = new ShippedFrames(now.session());
        if (isEnding() || failed.getCount() == 0) {
            return;
        }
        while (now.stream().next(frames)) {
            // The session has it.
        }
    }

    private static void start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** Looks for a later shipper of the same host from time to time; ends the session for it, or if it may not look. */
    private void watch(
            Running now, Beginning beginning, CountDownLatch over, AtomicReference<@Nullable IOException> watched) {
        Rival rival = beginning.rival();
        try {
            while (!over.await(WATCH_S, TimeUnit.SECONDS)) {
                if (rival.isThere()) {
                    watched.set(superseded());
                    now.endStream();
                    return;
                }
            }
        } catch (AuthorizationException e) {
            watched.set(KafkaProblem.of(e, clients.settings()));
            now.endStream();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private SupersededException superseded() {
        return new SupersededException("another shipper of " + options.host()
                + " has begun after this one, and its records count: run one for each host, or give each its"
                + " --host name");
    }

    /** Sends what has waited long enough, until the session has ended. */
    private void tick(Running now, CountDownLatch over) {
        long tickMs =
                Math.max(LEAST_TICK_MS, Math.min(MOST_TICK_MS, TimeUnit.NANOSECONDS.toMillis(options.delayNs()) / 2));
        try {
            while (!over.await(tickMs, TimeUnit.MILLISECONDS)) {
                now.session().tick(System.nanoTime());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            // The sending side has kept it, and ends the stream.
            now.endStream();
        }
    }

    private void retire(Sending sending) {
        running = null;
        totals.sentBytes.add(sending.sentBytes());
        totals.blockedNs.add(sending.blockedNs());
    }

    @Override
    public void end() {
        ending.countDown();
        Running now = running;
        if (now != null) {
            now.endStream();
        }
        try {
            if (runner == null || ended.await(GRACE_MS, TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        close();
    }

    @Override
    public void close() {
        ending.countDown();
        Running now = running;
        if (now != null) {
            now.endStream();
            now.sending().abort();
        }
        Thread busy = runner;
        if (busy != null) {
            busy.interrupt();
        }
    }

    @Override
    public ShipCounts counts() {
        Running now = running;
        long sent = now == null ? 0 : now.sending().sentBytes();
        long blocked = now == null ? 0 : now.sending().blockedNs();
        return new ShipCounts(
                totals.sessions.sum(),
                totals.resumes.sum(),
                totals.records.sum(),
                totals.bytes.sum(),
                totals.sentBytes.sum() + sent,
                totals.events.sum(),
                totals.lost.sum(),
                totals.blockedNs.sum() + blocked,
                now != null && !now.stream().isWaiting(),
                now == null ? List.of() : now.session().counts());
    }
}
