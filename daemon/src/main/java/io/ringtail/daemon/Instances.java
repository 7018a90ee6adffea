package io.ringtail.daemon;

import io.ringtail.daemon.buffer.BufferFile;
import io.ringtail.daemon.buffer.BufferFileException;
import io.ringtail.daemon.control.DaemonConductor;
import io.ringtail.daemon.control.InstanceSwitches;
import io.ringtail.daemon.control.RunDirectoryException;
import io.ringtail.daemon.hotplug.ResizeException;
import io.ringtail.daemon.http.ServedInstances;
import io.ringtail.proto.layout.Geometry;
import io.ringtail.proto.layout.InstanceDirectories;
import io.ringtail.proto.layout.RunFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The daemon's instances: further buffers in {@code DIR/instances/NAME}, to which clients write the events that are
 * enabled there, too. They are adopted by the next daemon. Added and removed on a thread of their own.
 *
 * <pre>
 *   add      directory, buffer, sockets → a CPU is online → switches followed → file "instance" → doorbells
 *   remove   file "instance" deleted → switches cleared → doorbells → all clients have left → sockets, buffer, directory
 * </pre>
 *
 * <p>A directory without that file is what an ended daemon left of either, and is deleted.
 */
final class Instances implements ServedInstances, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Instances.class);
    private static final long ONLINE_LIMIT_NS = TimeUnit.SECONDS.toNanos(10);
    private static final long LEAVE_LIMIT_NS = TimeUnit.SECONDS.toNanos(5);
    private static final long POLL_MS = 10;
    private static final long STOP_SECONDS = 30;

    private final Path directory;
    private final BufferFile own;
    private final Geometry geometry;
    private final DaemonSettings.Values settings;
    private final DaemonConductor conductor;
    private final InstanceSwitches switches;
    private final Map<String, RunningInstance> running = new ConcurrentSkipListMap<>();
    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        Thread made = new Thread(task, "ringtail-instances");
        made.setDaemon(true);
        return made;
    });
    private volatile RunningInstance.@Nullable Surroundings around;
    private volatile boolean closing;

    /**
     * Begins without instances.
     *
     * @param directory the daemon's run directory
     * @param own the daemon's own buffer, before any client is served
     */
    Instances(Path directory, Instance own, DaemonSettings.Values settings) {
        this.directory = directory;
        this.own = own.file();
        this.geometry = this.own.geometry();
        this.settings = settings;
        this.conductor = own.conductor();
        this.switches = new InstanceSwitches(conductor.events());
    }

    /** Adopts the instances of an earlier daemon. One that cannot be adopted is reported, and stays as it is. */
    void start(RunningInstance.Surroundings surroundings) throws IOException {
        around = surroundings;
        deleteUnfinished();
        for (String name : InstanceDirectories.names(directory)) {
            Path path = InstanceDirectories.of(directory, name);
            try {
                openDirectories(path);
                follow(RunningInstance.open(name, path, InstanceSettings.read(path), surroundings, this::resize));
            } catch (IOException | BufferFileException | RunDirectoryException | RuntimeException e) {
                LOG.error(
                        "instance {} is not served ({}): ringtail instance remove {} deletes it",
                        name,
                        e.getMessage(),
                        name);
            }
        }
        switches.settle();
        surroundings.health().addLive("instances", this::problem);
    }

    /** Applies those settings of the daemon that can be changed, also to instances that are added later. */
    void apply(DaemonSettings.Values now) {
        RunningInstance.Surroundings before = around;
        if (before != null) {
            around = before.with(now);
            running.values().forEach(instance -> instance.apply(now));
        }
    }

    private void deleteUnfinished() throws IOException {
        Path all = directory.resolve(RunFiles.INSTANCES);
        if (!Files.isDirectory(all, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        List<Path> found;
        try (Stream<Path> directories = Files.list(all)) {
            found = directories
                    .filter(path -> InstanceDirectories.isName(String.valueOf(path.getFileName()))
                            && !Files.exists(path.resolve(RunFiles.INSTANCE)))
                    .toList();
        }
        for (Path unfinished : found) {
            delete(unfinished);
        }
    }

    private void follow(RunningInstance instance) {
        running.put(instance.name(), instance);
        switches.follow(instance.name(), instance.instance().conductor().events());
    }

    private String problem() {
        return running.values().stream()
                .map(RunningInstance::problem)
                .filter(problem -> !problem.isEmpty())
                .findFirst()
                .orElse("");
    }

    @Override
    public List<Entry> all() {
        return running.values().stream().map(RunningInstance::entry).toList();
    }

    @Override
    public CompletableFuture<Entry> add(String name, String bufferSize, String mode, String events) {
        if (!InstanceDirectories.isName(name)) {
            throw new IllegalArgumentException(
                    "an instance cannot have that name: give 1 to 32 letters, digits, _ and -, all ASCII");
        }
        InstanceSettings own = InstanceSettings.of(
                bufferSize.isEmpty() ? ByteSize.format(ringSize()) : bufferSize,
                geometry.ring().subbufSize(),
                mode.isEmpty() ? geometry.mode().name() : mode,
                events);
        return submit(() -> add(name, own));
    }

    /** The size of the daemon's own rings now, which a resize changes. */
    private long ringSize() {
        return (long) own.sizes().subbufSize() * own.sizes().subbufCount();
    }

    @Override
    public CompletableFuture<Entry> remove(String name) {
        return submit(() -> removeNow(name));
    }

    private CompletableFuture<Entry> submit(Callable<Entry> task) {
        try {
            return CompletableFuture.supplyAsync(
                    () -> {
                        try {
                            return task.call();
                        } catch (Exception e) {
                            throw new CompletionException(e);
                        }
                    },
                    thread);
        } catch (RejectedExecutionException stopping) {
            return CompletableFuture.failedFuture(new RefusedException("the daemon is stopping"));
        }
    }

    private Entry add(String name, InstanceSettings own) throws Exception {
        RunningInstance.Surroundings surroundings = around;
        if (surroundings == null || closing) {
            throw new RefusedException("the daemon is starting or stopping: try again later");
        }
        Path path = InstanceDirectories.of(directory, name);
        requireRoom(name, path, own);
        RunningInstance added = null;
        try {
            openDirectories(path);
            added = RunningInstance.open(name, path, own, surroundings, this::resize);
            awaitOnline(added);
            follow(added);
            // A reload meanwhile has not seen it.
            RunningInstance.Surroundings latest = around;
            added.apply(latest == null ? surroundings.settings() : latest.settings());
            own.write(path);
        } catch (Throwable e) {
            if (added != null) {
                stop(added);
            }
            if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                delete(path);
            }
            throw e;
        }
        conductor.ringDoorbells();
        return added.entry();
    }

    private void requireRoom(String name, Path path, InstanceSettings own) throws RefusedException, IOException {
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            throw new RefusedException("there is an instance " + name + " already: choose another name, or remove it");
        }
        if (InstanceDirectories.names(directory).size() >= InstanceDirectories.MOST) {
            throw new RefusedException("there are " + InstanceDirectories.MOST
                    + " instances, which is the limit: remove one that is not needed");
        }
        String tooMuch = tooMuch(name, own.bufferSize());
        if (!tooMuch.isEmpty()) {
            throw new RefusedException(tooMuch);
        }
    }

    /** Returns why an instance cannot have rings of a size; empty if it can. */
    private String tooMuch(String name, long bufferSize) {
        long used = bufferSize * geometry.possibleCpus();
        for (RunningInstance other : running.values()) {
            used += other.name().equals(name) ? 0 : other.bufferSize() * geometry.possibleCpus();
        }
        return used <= settings.instanceSpace()
                ? ""
                : "the rings of all instances would have " + used + " bytes with " + geometry.possibleCpus()
                        + " possible CPUs, but --instance-space is " + settings.instanceSpace()
                        + ": give a smaller --buffer-size, or remove an instance";
    }

    private CompletableFuture<String> resize(String name, InstanceSettings own, DaemonConductor instance, int subbufs) {
        String tooMuch = tooMuch(name, (long) own.ring().subbufSize() * subbufs);
        return tooMuch.isEmpty()
                ? instance.resize(subbufs)
                : CompletableFuture.failedFuture(new ResizeException(tooMuch));
    }

    /** Opens the directories, which are created if need be, to those who may enter the daemon's. */
    private void openDirectories(Path path) throws IOException {
        for (Path each : List.of(directory.resolve(RunFiles.INSTANCES), path)) {
            if (!Files.isDirectory(each, LinkOption.NOFOLLOW_LINKS)) {
                Files.createDirectory(each);
            }
            Files.setPosixFilePermissions(each, Files.getPosixFilePermissions(directory));
        }
    }

    private void awaitOnline(RunningInstance added) throws InterruptedException, RefusedException {
        OnlineRings rings = new OnlineRings(added.instance().file());
        if (!await(() -> rings.problem().isEmpty(), ONLINE_LIMIT_NS)) {
            throw new RefusedException(
                    "no CPU's ring came online, perhaps for lack of space in " + directory + ": see the daemon's log");
        }
    }

    private Entry removeNow(String name) throws Exception {
        RunningInstance removed = running.get(name);
        Path path = InstanceDirectories.of(directory, name);
        if (removed == null) {
            if (!InstanceDirectories.names(directory).contains(name)) {
                throw new RefusedException("there is no instance of that name: ringtail instance list shows them");
            }
            delete(path);
            conductor.ringDoorbells();
            return new Entry(name, path, 0, "", "", 0);
        }
        Entry entry = removed.entry();
        Files.deleteIfExists(path.resolve(RunFiles.INSTANCE));
        switches.forget(name, removed.instance().conductor().events());
        conductor.ringDoorbells();
        if (!await(() -> removed.instance().conductor().clients().isEmpty(), LEAVE_LIMIT_NS)) {
            LOG.warn(
                    "instance {} is removed although {} processes have not left it: its memory is free once they have"
                            + " or end",
                    name,
                    removed.instance().conductor().clients().size());
        }
        stop(removed);
        delete(path);
        return entry;
    }

    private void stop(RunningInstance instance) {
        switches.forget(instance.name(), instance.instance().conductor().events());
        running.remove(instance.name());
        instance.close();
    }

    private boolean await(BooleanSupplier condition, long limitNs) throws InterruptedException {
        long endNs = System.nanoTime() + limitNs;
        while (!condition.getAsBoolean()) {
            if (closing || System.nanoTime() - endNs >= 0) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MS);
        }
        return true;
    }

    /** Deletes a directory that this daemon's user owns, whatever is in it; follows no link. */
    private static void delete(Path path) throws IOException {
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** Stops serving all; clients continue to write for the next daemon. */
    @Override
    public void close() {
        closing = true;
        thread.shutdown();
        awaitThread();
        running.values().forEach(RunningInstance::close);
    }

    private void awaitThread() {
        try {
            if (!thread.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("an instance is still being added or removed: the next daemon finishes that");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
