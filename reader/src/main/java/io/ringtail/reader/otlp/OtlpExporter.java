package io.ringtail.reader.otlp;

import io.ringtail.reader.protobuf.ProtoBuffer;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Sends spans in batches, on a thread of its own: one batch fills while another is sent, and whoever adds spans waits if
 * both are full. A batch is sent when it is full, or a second after its first span. If a receiver cannot take it now, it
 * is sent again, the same bytes, until the patience has ended.
 */
public final class OtlpExporter implements SpanTarget, AutoCloseable {
    /** A full batch; receivers' limits are of 4 MiB and more. */
    private static final int FULL_SPANS = 8192;

    private static final long FULL_BYTES = 2 << 20;
    private static final long OLDEST_NS = TimeUnit.SECONDS.toNanos(1);

    private final OtlpReceiver receiver;
    private final long patienceNs;
    private final Consumer<String> notices;
    private final Thread thread = new Thread(this::run, "otlp");
    private SpanBatch filling;
    private SpanBatch sending;
    private long firstNs;
    private boolean closing;
    /** The time of the last attempt, once {@link #hurry} was called; 0 before. */
    private long latestNs;

    private @Nullable OtlpException failure;
    private String rejection = "";
    private boolean warned;
    private long accepted;
    private long rejected;
    private long requests;
    private volatile long bytes;

    /**
     * Creates an exporter, and starts its thread.
     *
     * @param resource the attributes of all processes
     * @param patienceNs how long a batch is sent again while the receiver is away or busy, in ns
     * @param notices receives a line when the receiver is away or back, or says something; called by any thread
     */
    public OtlpExporter(
            OtlpReceiver receiver, Map<String, String> resource, long patienceNs, Consumer<String> notices) {
        this.receiver = receiver;
        this.patienceNs = patienceNs;
        this.notices = notices;
        this.filling = new SpanBatch(resource);
        this.sending = new SpanBatch(resource);
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Adds a span, and waits if there is no room.
     *
     * @throws UncheckedIOException if a batch could not be delivered
     */
    @Override
    public synchronized void add(String host, int pid, @Nullable String process, String system, ProtoBuffer span) {
        try {
            while (isFull() && failure == null) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new InterruptedIOException("interrupted while sending spans"));
        }
        if (failure != null) {
            throw new UncheckedIOException(failure);
        }
        if (filling.spans() == 0) {
            firstNs = System.nanoTime();
            notifyAll();
        }
        filling.add(host, pid, process, system, span);
        if (isFull()) {
            notifyAll();
        }
    }

    private boolean isFull() {
        return filling.spans() >= FULL_SPANS || filling.bytes() >= FULL_BYTES;
    }

    private void run() {
        try {
            while (takeBatch()) {
                deliver();
            }
        } catch (OtlpException e) {
            fail(e);
        } catch (InterruptedException e) {
            fail(new OtlpException("interrupted while sending spans to " + receiver.url(), e));
        } catch (RuntimeException | Error e) {
            fail(new OtlpException("cannot send spans to " + receiver.url() + " (" + e + "): report this", e));
        }
    }

    private synchronized void fail(OtlpException e) {
        failure = e;
        notifyAll();
    }

    /** Waits for a batch that is due; returns false if there will be none. */
    private synchronized boolean takeBatch() throws InterruptedException {
        while (!isFull() && !closing) {
            long leftNs = filling.spans() == 0 ? Long.MAX_VALUE : firstNs + OLDEST_NS - System.nanoTime();
            if (leftNs <= 0) {
                break;
            }
            wait(leftNs == Long.MAX_VALUE ? 0 : TimeUnit.NANOSECONDS.toMillis(leftNs) + 1);
        }
        if (filling.spans() == 0) {
            return false;
        }
        SpanBatch empty = sending;
        sending = filling;
        filling = empty;
        notifyAll();
        return true;
    }

    private void deliver() throws OtlpException, InterruptedException {
        byte[] request = sending.compressed();
        Backoff backoff = new Backoff(RandomGenerator.getDefault());
        long sinceNs = System.nanoTime();
        boolean waited = false;
        Outcome outcome = receiver.send(request);
        while (outcome.kind() == Outcome.Kind.LATER) {
            if (!waited) {
                notices.accept(
                        "waiting for up to " + TimeUnit.NANOSECONDS.toSeconds(patienceNs) + " s: " + outcome.text());
            }
            waited = true;
            pause(sinceNs, backoff.pauseNs(outcome.pauseNs()), outcome);
            outcome = receiver.send(request);
        }
        if (waited && outcome.kind() == Outcome.Kind.ACCEPTED) {
            notices.accept(receiver.url() + " takes spans again");
        }
        account(outcome, request.length);
        sending.clear();
    }

    /**
     * Waits before the next attempt.
     *
     * @throws OtlpException if there is to be none
     */
    private synchronized void pause(long sinceNs, long pauseNs, Outcome outcome)
            throws OtlpException, InterruptedException {
        long startNs = System.nanoTime();
        boolean hurried = latestNs != 0;
        while (latestNs == 0 || hurried) {
            long nowNs = System.nanoTime();
            long patienceLeftNs = sinceNs + patienceNs - nowNs;
            long leftNs = hurried ? Math.min(latestNs - nowNs, patienceLeftNs) : patienceLeftNs;
            long restNs = startNs + pauseNs - nowNs;
            if (leftNs <= 0 || (outcome.pauseNs() >= 0 && restNs > leftNs)) {
                throw new OtlpException(
                        outcome.text() + ": " + accepted + " spans were accepted before; export again when"
                                + " the receiver is back, or let the export wait longer with --otlp-retry");
            }
            if (restNs <= 0) {
                return;
            }
            wait(TimeUnit.NANOSECONDS.toMillis(Math.min(restNs, leftNs)) + 1);
        }
    }

    private synchronized void account(Outcome outcome, int length) throws OtlpException {
        requests++;
        bytes += length;
        long spans = sending.spans();
        switch (outcome.kind()) {
            case ACCEPTED -> {
                long without = Math.min(spans, outcome.rejected());
                accepted += spans - without;
                rejected += without;
                warn(outcome, without);
            }
            case REFUSED -> {
                rejected += spans;
                warn(outcome, spans);
            }
            case LATER, USELESS -> throw new OtlpException(outcome.text());
        }
    }

    /** Passes on what the receiver says, the first time. */
    private void warn(Outcome outcome, long spans) {
        if (spans > 0 && rejection.isEmpty()) {
            rejection = outcome.text().isEmpty() ? "it does not say why" : outcome.text();
            notices.accept(receiver.url() + " rejects " + spans + " spans: " + rejection);
        } else if (spans == 0 && !outcome.text().isEmpty() && !warned) {
            warned = true;
            notices.accept(receiver.url() + " accepts spans, and says: " + outcome.text());
        }
    }

    /** Gives what is not delivered yet only this long, in ns: the user waits. Thread-safe. */
    public synchronized void hurry(long mostNs) {
        if (latestNs == 0) {
            latestNs = System.nanoTime() + mostNs;
            notifyAll();
        }
    }

    /**
     * Sends what remains, and waits until it is delivered.
     *
     * @throws OtlpException if a batch could not be delivered
     */
    public void finish() throws IOException {
        synchronized (this) {
            closing = true;
            notifyAll();
        }
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while sending spans");
        }
        synchronized (this) {
            if (failure != null) {
                throw failure;
            }
        }
    }

    /** Returns the number of spans that the receiver has accepted. */
    public synchronized long accepted() {
        return accepted;
    }

    /** Returns the number of spans that the receiver has rejected. */
    public synchronized long rejected() {
        return rejected;
    }

    /** Returns why the receiver first rejected spans; empty if it has rejected none. */
    public synchronized String rejection() {
        return rejection;
    }

    /** Returns the number of requests that were answered. */
    public synchronized long requests() {
        return requests;
    }

    /** Returns the number of bytes in these requests, as sent. */
    public long bytes() {
        return bytes;
    }

    /** Ends the thread; what is not delivered is discarded. */
    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
