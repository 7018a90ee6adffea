package io.ringtail.kafka.read;

import io.ringtail.kafka.client.ClientSettings;
import io.ringtail.kafka.client.KafkaProblem;
import io.ringtail.kafka.record.MalformedRecordException;
import io.ringtail.kafka.record.PageKey;
import io.ringtail.kafka.record.PagesRecord;
import io.ringtail.kafka.record.Progress;
import io.ringtail.kafka.record.ShippedPage;
import io.ringtail.reader.fleet.FleetHost;
import io.ringtail.reader.fleet.FleetQuery;
import io.ringtail.reader.fleet.FleetReading;
import io.ringtail.reader.fleet.ReadCounts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;

/** Reads {@code PREFIX.pages}: passes each page that counts to a target, once, and states what is missing. */
final class PagesReader implements FleetReading {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final long META_EVERY_NS = TimeUnit.SECONDS.toNanos(1);
    /** A reading that fails may have waited for 20 seconds, during which no page was read. */
    private static final long META_AFTER_FAILURE_NS = TimeUnit.MINUTES.toNanos(1);

    /** Each look-up of offsets that fails may have waited for 20 seconds. */
    private static final long BEGIN_AGAIN_NS = TimeUnit.SECONDS.toNanos(10);

    /** How long a live reader whose memory is full waits, beyond the hold, for a partition of which nothing comes. */
    private static final long STALLED_NS = TimeUnit.SECONDS.toNanos(10);

    private static final long COMMIT_EVERY_NS = TimeUnit.SECONDS.toNanos(1);
    /** A commit without an answer may have waited for 20 seconds, during which no page was read. */
    private static final long COMMIT_AFTER_FAILURE_NS = TimeUnit.MINUTES.toNanos(1);

    /** Further gaps are only counted. */
    private static final int MOST_NOTICES = 20;

    private final FleetQuery query;
    private final ClientSettings settings;
    private final HostBuffers buffers;
    private final MetaReader meta;
    private final PagesConsumer pages;
    private final PageTarget target;
    private final Consumer<String> notices;
    private final LongSupplier nanoTime;
    private final long mostHeld;
    private final Set<String> seenHosts = new HashSet<>();
    private final AtomicLong records = new AtomicLong();
    private final AtomicLong missing = new AtomicLong();
    private final AtomicLong duplicates = new AtomicLong();
    private final AtomicLong malformed = new AtomicLong();
    private volatile int hostCount;
    private volatile long clockErrorNs;
    private volatile boolean ending;
    private volatile boolean endingAtPresent;
    private int gaps;
    private boolean isAway;
    private boolean isMetaAway;
    private boolean isLeaderAway;
    private boolean isUnstored;
    private boolean isFinished;
    private boolean saidSuperseded;
    private long nextMetaNs;
    private long nextBeginNs;
    private long nextCommitNs;
    private long movedNs;

    /**
     * Creates a reader.
     *
     * @param nanoTime in place of {@link System#nanoTime}
     * @param mostHeld the most bytes of pages that wait; the partition that is furthest behind may add as much again
     */
    PagesReader(
            FleetQuery query,
            ClientSettings settings,
            HostBuffers buffers,
            MetaReader meta,
            PagesConsumer pages,
            PageTarget target,
            Consumer<String> notices,
            LongSupplier nanoTime,
            long mostHeld) {
        this.query = query;
        this.settings = settings;
        this.buffers = buffers;
        this.meta = meta;
        this.pages = pages;
        this.target = target;
        this.notices = notices;
        this.nanoTime = nanoTime;
        this.mostHeld = mostHeld;
        this.nextMetaNs = nanoTime.getAsLong();
        this.nextBeginNs = nextMetaNs;
        this.nextCommitNs = nextMetaNs;
        pages.onRevoked(() -> {
            if (!isFinished) {
                passOnAll();
                store(pages::commit);
            }
        });
        pages.onLost(this::passOnAll);
    }

    @Override
    public void run() throws IOException {
        try {
            started();
            movedNs = nanoTime.getAsLong();
            while (!ending && !pages.isDone()) {
                attempt();
            }
            finish();
        } catch (WakeupException ended) {
            finish();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } catch (AuthorizationException e) {
            // Who may not read may not store positions either: the close that follows does not try it.
            isFinished = true;
            throw KafkaProblem.of(e, settings);
        } catch (RuntimeException e) {
            throw KafkaProblem.of(e, settings);
        }
    }

    private void started() {
        while (!ending) {
            try {
                meta.update();
                pages.start();
                return;
            } catch (RetriableException e) {
                away(e);
            }
        }
    }

    private void attempt() throws IOException {
        try {
            if (endingAtPresent) {
                pages.endAtPresent();
                endingAtPresent = false;
            }
            beginAssigned();
            boolean any = false;
            for (ConsumerRecord<byte[], byte[]> each : pages.poll(POLL)) {
                take(each);
                any = true;
            }
            isAway &= !any;
            long nowNs = nanoTime.getAsLong();
            if (nowNs - nextMetaNs > 0) {
                learnNames();
            }
            advance();
            bound();
            if (!any) {
                target.flush();
            }
            if (nowNs - nextCommitNs > 0) {
                commit();
            }
        } catch (RetriableException e) {
            away(e);
        }
    }

    /** Begins with partitions that the group has assigned. Others go on to be read if that fails. */
    private void beginAssigned() {
        if (pages.hasAssigned() && nanoTime.getAsLong() - nextBeginNs > 0) {
            try {
                pages.beginAssigned();
                isLeaderAway = false;
            } catch (RetriableException e) {
                if (!isLeaderAway) {
                    isLeaderAway = true;
                    away(e);
                }
                nextBeginNs = nanoTime.getAsLong() + BEGIN_AGAIN_NS;
            }
        }
    }

    /** Reads what has come since, without which pages are decoded all the same. */
    private void learnNames() {
        try {
            meta.update();
            isMetaAway = false;
            nextMetaNs = nanoTime.getAsLong() + META_EVERY_NS;
        } catch (RetriableException e) {
            if (!isMetaAway) {
                isMetaAway = true;
                away(e);
            }
            nextMetaNs = nanoTime.getAsLong() + META_AFTER_FAILURE_NS;
        }
    }

    /** Says once that no broker answers; Kafka's client goes on trying. */
    private void away(RetriableException e) {
        if (!isAway) {
            isAway = true;
            notices.accept("waiting for Kafka: " + KafkaProblem.of(e, settings).getMessage());
        }
    }

    private void advance() {
        long held = target.heldBytes();
        target.advance(pages.frontierNs());
        if (held <= mostHeld || target.heldBytes() < held) {
            movedNs = nanoTime.getAsLong();
        }
    }

    private void bound() {
        if (target.heldBytes() > mostHeld) {
            pages.pauseAhead();
            if (target.heldBytes() > 2 * mostHeld) {
                target.advanceDownTo(mostHeld);
            } else if (query.follow() && nanoTime.getAsLong() - movedNs > STALLED_NS + query.holdNs()) {
                // A partition for which the others wait may not have a leader for hours.
                target.advanceDownTo(mostHeld / 2);
            }
        } else if (target.heldBytes() <= mostHeld / 2) {
            pages.resumeAll();
        } else if (pages.hasPaused()) {
            // Those that were read so far may have nothing more, and what is held waits for the paused ones.
            pages.pauseAhead();
        }
    }

    private void commit() throws IOException {
        if (query.group() != null) {
            // What was lost before an event that has not come is on pages that count as passed on.
            passOnLost();
            target.flush();
            store(pages::commit);
        }
    }

    /** Stores the group's positions. A member that has been put out of its group goes on all the same. */
    private void store(Runnable commit) {
        try {
            commit.run();
            isUnstored = false;
            nextCommitNs = nanoTime.getAsLong() + COMMIT_EVERY_NS;
        } catch (RetriableException e) {
            unstored(e);
            nextCommitNs = nanoTime.getAsLong() + COMMIT_AFTER_FAILURE_NS;
        } catch (CommitFailedException | RebalanceInProgressException e) {
            unstored(e);
            nextCommitNs = nanoTime.getAsLong() + COMMIT_EVERY_NS;
        }
    }

    private void unstored(KafkaException e) {
        if (!isUnstored) {
            isUnstored = true;
            notices.accept("the group's positions are not stored (" + e.getMessage()
                    + "): its members may read the last events again");
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> next) throws IOException {
        PartitionState state = pages.state(next);
        if (state == null || state.isAfterEnd(next.offset())) {
            return;
        }
        try {
            PagesRecord parsed = PagesRecord.parse(next.key(), next.value(), next.headers());
            PageKey key = parsed.key();
            if (buffers.isWanted(key.host())
                    && (query.cpus() == null || query.cpus().get(key.cpu()))) {
                if (parsed instanceof ShippedPage page) {
                    learn(buffer(page), page.formats());
                }
                take(state, state.lane(key), parsed, next.offset());
            }
        } catch (MalformedRecordException e) {
            if (malformed.getAndIncrement() == 0) {
                notices.accept("record " + next.offset() + " of " + state.partition() + " is not of a shipper: "
                        + e.getMessage());
            }
        }
        state.read(next.offset());
    }

    private HostBuffer buffer(ShippedPage of) {
        PageKey key = of.key();
        return buffers.of(new FleetHost(key.host(), key.boot(), of.generation()));
    }

    /**
     * Reads what decodes a page, before anything takes the page for read: the consumer does not give it again.
     *
     * @throws WakeupException if the reading ends before any broker answers
     */
    private void learn(HostBuffer buffer, int formatsBefore) {
        while (buffer.needs(formatsBefore)) {
            try {
                meta.update();
                buffer.askedFor(formatsBefore);
            } catch (RetriableException e) {
                away(e);
                if (ending) {
                    throw new WakeupException();
                }
            }
        }
    }

    private void take(PartitionState state, Lane lane, PagesRecord next, long offset)
            throws MalformedRecordException, IOException {
        if (!(next instanceof ShippedPage page)) {
            lane.progress().take(next);
            return;
        }
        HostBuffer buffer = buffer(page);
        check(page, buffer);
        Progress.Verdict verdict = lane.progress().take(page);
        records.incrementAndGet();
        if (verdict != Progress.Verdict.NEXT) {
            duplicates.incrementAndGet();
            if (verdict == Progress.Verdict.SUPERSEDED && !saidSuperseded) {
                saidSuperseded = true;
                notices.accept(superseded(page, lane.progress().session(), state, offset));
            }
            return;
        }
        PageKey key = page.key();
        long without = lane.progress().missing();
        if (without > 0) {
            missing.addAndGet(without);
            if (gaps++ < MOST_NOTICES) {
                notices.accept(without + " events of " + key.text() + " are missing before record " + offset + " of "
                        + state.partition()
                        + ", and no shipper has stated them lost: records have expired, or the topic"
                        + " has lost them");
            }
        }
        long offsetNs = buffer.clock().offsetNs(page.clock());
        clockErrorNs = Math.max(clockErrorNs, buffer.clock().errorNs());
        if (seenHosts.add(key.host())) {
            hostCount = seenHosts.size();
        }
        HeldPage held = new HeldPage(
                buffer, page.frame(), offsetNs, without, lane.progress().overlap(), offset);
        pages.hold(state, held);
        if (held.beginNs() < query.untilNs()) {
            target.add(lane, held);
        } else {
            held.release();
        }
    }

    private static String superseded(ShippedPage page, long later, PartitionState state, long offset) {
        return "record " + offset + " of " + state.partition() + " is left out, and others like it are: a session of "
                + page.key().text() + " has begun since, at " + Instant.ofEpochSecond(0, later) + ". A shipper that was"
                + " killed leaves some; if more come, run one shipper for each host, and start it again";
    }

    private void check(ShippedPage page, HostBuffer buffer) throws MalformedRecordException {
        if (buffer.hello() == null) {
            PageKey key = page.key();
            throw new MalformedRecordException("the topic " + settings.topics().meta() + " does not describe "
                    + key.host() + ", boot " + key.boot() + ", ring buffer " + page.generation());
        }
        buffer.check(page);
    }

    /** Passes on all pages, so that other members begin with the next ones if that is stored. */
    private void passOnAll() {
        try {
            target.advance(Long.MAX_VALUE);
            passOnLost();
            target.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void passOnLost() {
        pages.forEachLane((key, lane) -> target.passOnLost(lane, key.host()));
    }

    private void finish() throws IOException {
        target.advance(Long.MAX_VALUE);
        passOnLost();
        target.flush();
        // All is passed on: the close that follows, which gives the partitions to others, commits no second time.
        isFinished = true;
        if (query.group() != null) {
            try {
                store(pages::commitLast);
            } catch (WakeupException already) {
                store(pages::commitLast);
            }
        }
    }

    @Override
    public void endAtPresent() {
        endingAtPresent = true;
    }

    @Override
    public void end() {
        ending = true;
        meta.wakeup();
        pages.wakeup();
    }

    @Override
    public ReadCounts counts() {
        return new ReadCounts(
                records.get(),
                target.events(),
                target.lost(),
                missing.get(),
                duplicates.get(),
                malformed.get() + buffers.malformed(),
                hostCount,
                clockErrorNs);
    }

    @Override
    public void close() {
        pages.close();
        meta.close();
    }
}
