package io.ringtail.daemon.snapshot;

import io.ringtail.daemon.buffer.BufferFile;
import io.ringtail.daemon.buffer.CurrentPages;
import io.ringtail.daemon.buffer.PageSink;
import io.ringtail.daemon.buffer.ReaderRing;
import io.ringtail.daemon.buffer.RingAccount;
import io.ringtail.daemon.control.Cmdlines;
import io.ringtail.daemon.control.EventRegistry;
import io.ringtail.daemon.control.RegisteredEvent;
import io.ringtail.daemon.control.SavedThread;
import io.ringtail.daemon.http.ServedSnapshots;
import io.ringtail.daemon.life.DaemonEnd;
import io.ringtail.daemon.metrics.SnapshotCounts;
import io.ringtail.proto.page.PageIterator;
import io.ringtail.proto.stream.ClockPair;
import io.ringtail.proto.stream.HeaderTexts;
import io.ringtail.reader.tracedat.Destination;
import io.ringtail.reader.tracedat.Recording;
import io.ringtail.reader.tracedat.TraceDatException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.collections.IntHashSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes snapshots on its own thread: one at a time, and no two within a second, whoever requests them. No writer or
 * reader is stopped. Requests may come from any thread, and return at once.
 */
public final class Snapshots implements ServedSnapshots, AutoCloseable {
    /** The maximum length of a reason in characters; longer ones are truncated. */
    public static final int MOST_REASON = 256;

    private static final Logger LOG = LoggerFactory.getLogger(Snapshots.class);
    private static final Set<PosixFilePermission> FOR_THE_GROUP_TO_READ = PosixFilePermissions.fromString("rw-r-----");
    private static final long INTERVAL_NS = TimeUnit.SECONDS.toNanos(1);
    private static final long HEAD_BYTES = 1 << 20;
    private static final long STOP_SECONDS = 5;
    private static final int MOST_NAMES = 1 << 16;

    private final BufferFile buffer;
    private final EventRegistry events;
    private final Cmdlines names;
    private volatile SnapshotDirectory directory;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        Thread made = new Thread(task, "ringtail-snapshots");
        made.setDaemon(true);
        return made;
    });
    private final AtomicLong nextNs = new AtomicLong(System.nanoTime());
    private final AtomicLong busy = new AtomicLong();
    private final AtomicLong taken = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();

    /**
     * Creates a taker that writes to a directory, which is created when it is first needed.
     *
     * @param space the maximum size of all snapshots together in bytes, including the one being created with its
     *     temporary files; 0 for 256 MiB, or what one may need if that is more
     */
    public Snapshots(BufferFile buffer, EventRegistry events, Cmdlines names, Path directory, long space) {
        this.buffer = buffer;
        this.events = events;
        this.names = names;
        this.directory = new SnapshotDirectory(directory.toAbsolutePath(), space);
    }

    /** Writes further snapshots to another directory, or with another limit of their space. */
    public void use(Path path, long space) {
        directory = new SnapshotDirectory(path.toAbsolutePath(), space);
    }

    @Override
    public CompletableFuture<Taken> take(String reason) {
        if (!busy.compareAndSet(0, 1)) {
            return refused("another snapshot is being taken: try again when it is finished");
        }
        long now = System.nanoTime();
        if (now - nextNs.get() < 0) {
            busy.set(0);
            return refused("the last snapshot is less than a second old: try again later");
        }
        CompletableFuture<Taken> result = new CompletableFuture<>();
        try {
            thread.execute(() -> run(clean(reason), result));
        } catch (RejectedExecutionException stopping) {
            busy.set(0);
            return refused("the daemon is stopping");
        }
        return result;
    }

    @Override
    public List<Stored> stored() {
        try {
            return directory.stored();
        } catch (IOException e) {
            LOG.warn("cannot list the snapshots: {}", String.valueOf(e.getMessage()));
            return List.of();
        }
    }

    @Override
    public @Nullable Stored find(String name) {
        try {
            return directory.find(name);
        } catch (IOException e) {
            LOG.warn("cannot look for a snapshot: {}", String.valueOf(e.getMessage()));
            return null;
        }
    }

    @Override
    public FileChannel open(String name) throws IOException {
        return directory.open(name);
    }

    @Override
    public SnapshotCounts counts() {
        return new SnapshotCounts(taken.get(), failed.get(), refused.get());
    }

    private CompletableFuture<Taken> refused(String why) {
        refused.incrementAndGet();
        return CompletableFuture.failedFuture(new RefusedException(why));
    }

    private void run(String reason, CompletableFuture<Taken> result) {
        try {
            Taken snapshot = write(reason);
            LOG.info(
                    "snapshot of {} events in {}{}",
                    snapshot.events(),
                    snapshot.path(),
                    reason.isEmpty() ? "" : ": " + reason);
            taken.incrementAndGet();
            free();
            result.complete(snapshot);
        } catch (IOException | RuntimeException | Error e) {
            failed.incrementAndGet();
            LOG.warn("cannot take a snapshot ({}): {}", reason, String.valueOf(e.getMessage()));
            free();
            result.completeExceptionally(e);
            if (e instanceof Error fatal && DaemonEnd.isFatal(e)) {
                throw fatal;
            }
        }
    }

    /** Admits the next snapshot, a second from now, before the result of this one is published. */
    private void free() {
        nextNs.set(System.nanoTime() + INTERVAL_NS);
        busy.set(0);
    }

    private Taken write(String reason) throws IOException {
        List<ReaderRing> rings = rings();
        long most = most(rings);
        SnapshotDirectory place = directory;
        place.makeRoom(2 * most + HEAD_BYTES);
        return write(place.next(Instant.now()), rings, most, reason);
    }

    private Taken write(Path target, List<ReaderRing> rings, long most, String reason) throws IOException {
        try (CurrentPages pages = new CurrentPages(rings, buffer.sizes());
                Recording recording = new Recording(
                        Destination.file(target, FOR_THE_GROUP_TO_READ),
                        HeaderTexts.hello(buffer.geometry(), buffer.bootId(), "", ClockPair.now()),
                        "ringtail snapshot: " + reason)) {
            Contents contents = new Contents();
            List<RingAccount> accounts = pages.read(bounded(recording, contents, most));
            tell(recording, contents);
            recording.write();
            return new Taken(
                    target,
                    accounts.stream().mapToLong(RingAccount::events).sum(),
                    accounts.stream().mapToLong(RingAccount::lost).sum(),
                    Files.size(target),
                    reason);
        } catch (IOException | UncheckedIOException | TraceDatException e) {
            throw new IOException(
                    "cannot write " + target + " (" + e.getMessage() + "): make room, or choose another"
                            + " --snapshot-dir",
                    e);
        }
    }

    private List<ReaderRing> rings() {
        List<ReaderRing> rings = new ArrayList<>();
        for (int cpu = 0; cpu < buffer.geometry().possibleCpus(); cpu++) {
            ReaderRing ring = buffer.ring(cpu);
            if (ring != null) {
                rings.add(ring);
            }
        }
        return rings;
    }

    private long most(List<ReaderRing> rings) {
        int subbuf = buffer.sizes().subbufSize();
        return rings.stream().mapToLong(ring -> ring.extent() + 2L * subbuf).sum();
    }

    private PageSink bounded(Recording recording, Contents contents, long most) {
        return (cpu, subbuf, start, end, page, length) -> {
            long bytes = recording.bytes() + length;
            // Rings that are replaced meanwhile are read, and then those that have replaced them.
            if (bytes > most && bytes > most + most(rings())) {
                throw new IllegalStateException("the rings contain more data than they can hold: they are damaged");
            }
            contents.note(page, length);
            recording.onPage(cpu, subbuf, start, end, page, 0, length);
        };
    }

    private void tell(Recording recording, Contents contents) {
        contents.events.stream().forEach(id -> {
            RegisteredEvent event = events.event(id);
            if (event != null) {
                recording.onFormat(id, event.system(), event.format());
            }
        });
        contents.threads.forEach(tid -> {
            SavedThread thread = names.find(tid);
            if (thread != null) {
                recording.onCmdline(tid, thread.pid(), thread.name());
            }
        });
    }

    /** The events and threads that occur in the pages. */
    private static final class Contents {
        private final PageIterator page = new PageIterator();
        private final BitSet events = new BitSet();
        private final IntHashSet threads = new IntHashSet();

        void note(ByteBuffer bytes, int length) {
            page.wrap(bytes, 0, length);
            while (page.next()) {
                if (page.payloadLength() >= 2 * Integer.BYTES) {
                    events.set(Short.toUnsignedInt(bytes.getShort(page.payloadOffset())));
                    if (threads.size() < MOST_NAMES) {
                        threads.add(bytes.getInt(page.payloadOffset() + Integer.BYTES));
                    }
                }
            }
        }
    }

    /** Returns one line of printable characters, of limited length. */
    static String clean(@Nullable String reason) {
        StringBuilder clean = new StringBuilder();
        String text = reason == null ? "" : reason;
        text.codePoints()
                .limit(MOST_REASON)
                .map(c -> Character.isISOControl(c)
                                || Character.getType(c) == Character.SURROGATE
                                || c == '\u2028'
                                || c == '\u2029'
                        ? '?'
                        : c)
                .forEach(clean::appendCodePoint);
        return clean.toString();
    }

    /**
     * Lets a snapshot in progress finish, for a few seconds, and then abandons it. Returns once no thread reads the
     * rings any more, since they are unmapped next; an abandoned snapshot leaves no file.
     */
    @Override
    public void close() {
        thread.shutdown();
        boolean ended = false;
        boolean interrupted = false;
        while (!ended) {
            try {
                ended = thread.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
            if (!ended) {
                thread.shutdownNow();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
