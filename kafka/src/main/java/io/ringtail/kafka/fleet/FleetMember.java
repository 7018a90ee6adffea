package io.ringtail.kafka.fleet;

import io.ringtail.kafka.record.ControlRecord;
import io.ringtail.kafka.record.SnapshotAnswer;
import io.ringtail.kafka.record.SnapshotAnswer.Outcome;
import io.ringtail.kafka.record.SnapshotRequest;
import io.ringtail.reader.fleet.FleetException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;

/**
 * A host's part in the fleet's snapshots: a thread that takes signed requests from the control topic, within the host's
 * limits, and answers; and threads that ship what is asked for. It ends with {@link #close()}. A failure of Kafka does
 * not end it: it is reported, and the topic is read again later, from then on.
 */
public final class FleetMember implements AutoCloseable {
    private static final int AT_ONCE = 2;
    private static final int WAITING = 16;
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final Duration RETRY = Duration.ofSeconds(5);
    /** A poll without records may only be one that the broker has not answered yet: after so many, it reads. */
    private static final int GOOD_POLLS = 30;
    /** For each of its parts: a service has ten seconds to end besides those in which it ships what has been read. */
    private static final long END_LIMIT_S = 2;

    private final String host;
    private final ControlChannel channel;
    private final SnapshotSource source;
    private final RequestGuard guard;
    private final Duration retry;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final ThreadPoolExecutor shipping;
    private final Thread thread;
    private boolean isOpen = true;
    /** What was reported last, until requests are read again; empty for nothing. */
    private String problem = "";

    private FleetMember(
            String host, ControlChannel channel, SnapshotSource source, SnapshotLimits limits, Duration retry) {
        this.host = host;
        this.channel = channel;
        this.source = source;
        this.guard = new RequestGuard(host, limits);
        this.retry = retry;
        this.shipping = new ThreadPoolExecutor(
                AT_ONCE, AT_ONCE, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING), FleetMember::snapshotThread);
        this.thread = new Thread(this::run, "ringtail-fleet");
    }

    /**
     * Begins to take requests.
     *
     * @param host the host's name
     * @param channel to the control topic, which the caller closes after the member
     * @param source ships what is asked for
     * @throws IOException if the control topic cannot be read, and will not be later; the message is one line with the
     *     remedy
     */
    public static FleetMember start(String host, ControlChannel channel, SnapshotSource source, SnapshotLimits limits)
            throws IOException {
        return start(host, channel, source, limits, RETRY);
    }

    /**
     * Begins to take requests.
     *
     * @param retry how long after a failure the topic is opened again
     */
    static FleetMember start(
            String host, ControlChannel channel, SnapshotSource source, SnapshotLimits limits, Duration retry)
            throws IOException {
        FleetMember member = new FleetMember(host, channel, source, limits, retry);
        try {
            channel.open();
        } catch (FleetException noRetryHelps) {
            throw noRetryHelps;
        } catch (IOException notNow) {
            member.isOpen = false;
            member.problem = String.valueOf(notNow.getMessage());
            channel.notice("requests for snapshots are not read yet: " + member.problem);
        }
        member.thread.setDaemon(true);
        member.thread.start();
        return member;
    }

    private static Thread snapshotThread(Runnable work) {
        Thread thread = new Thread(work, "ringtail-snapshot");
        thread.setDaemon(true);
        return thread;
    }

    private void run() {
        int good = 0;
        while (closing.getCount() > 0) {
            try {
                if (!isOpen) {
                    channel.open();
                    isOpen = true;
                    good = 0;
                }
                List<ControlRecord> records = channel.poll(PATIENCE);
                good++;
                if (good >= GOOD_POLLS || !records.isEmpty()) {
                    problem = "";
                }
                for (ControlRecord record : records) {
                    if (record instanceof SnapshotRequest request) {
                        take(request);
                    }
                }
            } catch (KafkaException | IOException e) {
                isOpen = false;
                report(String.valueOf(e.getMessage()));
                pause();
            }
        }
    }

    private void report(String now) {
        if (!now.equals(problem) && closing.getCount() > 0) {
            channel.notice("requests for snapshots are not read, which is tried again every " + retry.toSeconds()
                    + " s: " + now);
        }
        problem = now;
    }

    private void pause() {
        try {
            closing.await(retry.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closing.countDown();
        }
    }

    private void take(SnapshotRequest request) {
        Instant now = Instant.now();
        RequestGuard.Verdict verdict =
                guard.judge(request, TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano(), System.nanoTime());
        switch (verdict.kind()) {
            case IGNORE -> channel.notice("the request for snapshot " + request.id() + " is ignored: " + verdict.why());
            case REFUSE -> answer(SnapshotAnswer.without(request, host, Outcome.REFUSED, verdict.why()));
            case TAKE -> begin(request);
        }
    }

    private void begin(SnapshotRequest request) {
        channel.notice("taking snapshot " + request.id() + " for " + request.by()
                + (request.reason().isEmpty() ? "" : ": " + request.reason()));
        answer(SnapshotAnswer.without(request, host, Outcome.TAKEN, ""));
        try {
            shipping.execute(() -> ship(request));
        } catch (RejectedExecutionException full) {
            answer(SnapshotAnswer.without(request, host, Outcome.REFUSED, WAITING + " snapshots wait already"));
        }
    }

    private void ship(SnapshotRequest request) {
        try {
            answer(source.ship(request));
        } catch (IOException | RuntimeException e) {
            answer(SnapshotAnswer.without(request, host, Outcome.FAILED, String.valueOf(e.getMessage())));
        } catch (InterruptedException closed) {
            answer(SnapshotAnswer.without(request, host, Outcome.FAILED, "the shipper ends"));
        }
    }

    private void answer(SnapshotAnswer answer) {
        if (answer.outcome() == Outcome.REFUSED || answer.outcome() == Outcome.FAILED) {
            channel.notice("snapshot " + answer.id() + " is not taken: " + answer.detail());
        }
        channel.send(answer);
    }

    /** Ends the threads; a snapshot that is being shipped is answered as failed. */
    @Override
    public void close() {
        closing.countDown();
        channel.wake();
        // It may wait for a broker to open the topic, or to take an answer.
        thread.interrupt();
        shipping.shutdownNow();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(END_LIMIT_S));
            if (!shipping.awaitTermination(END_LIMIT_S, TimeUnit.SECONDS)) {
                channel.notice("a snapshot does not end: its threads end with this process");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
