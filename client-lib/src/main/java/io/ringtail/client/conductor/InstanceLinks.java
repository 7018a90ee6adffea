package io.ringtail.client.conductor;

import io.ringtail.client.barrier.ProcessBarrier;
import io.ringtail.client.log.Log;
import io.ringtail.proto.layout.InstanceDirectories;
import java.io.IOException;
import java.nio.channels.Selector;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.slf4j.Logger;

/**
 * The links to the daemon's instances: each is a run directory of its own, and has a link as the daemon's has one.
 *
 * <p>The directory says which instances there are, and the daemon rings the doorbell when that changes. Without a daemon
 * nothing changes: writers continue in all of them. For the conductor's thread only, except {@link #areSettled}.
 */
final class InstanceLinks {
    private static final Logger LOG = Log.of(InstanceLinks.class);
    private static final long LEAVING_POLL_MS = 10;

    private final Path directory;
    private final Registrations all;
    private final InstanceListener listener;
    private final Runnable wakeup;
    private final Map<String, Instance> instances = new TreeMap<>();
    private final List<Instance> leaving = new ArrayList<>();
    private volatile boolean settled = true;

    private record Instance(String name, DaemonLink link, Registrations registrations) {}

    /**
     * Creates links to no instances.
     *
     * @param directory the daemon's run directory
     * @param all the types that are registered in each instance, too
     */
    InstanceLinks(Path directory, Registrations all, InstanceListener listener, Runnable wakeup) {
        this.directory = directory;
        this.all = all;
        this.listener = listener;
        this.wakeup = wakeup;
        all.onAdded(this::register);
    }

    private void register(Registration registration) {
        instances.values().forEach(instance -> register(registration, instance));
    }

    private static void register(Registration registration, Instance instance) {
        Registration there = registration.inInstance(instance.name());
        if (there != null) {
            instance.registrations().add(there);
        }
    }

    /** Returns whether each instance known is in use, or cannot be used for now; for any thread. */
    boolean areSettled() {
        return settled;
    }

    /** Opens links to new instances, and begins to leave those that are gone. */
    void update(ProcessBarrier barrier) {
        Set<String> found;
        try {
            found = new TreeSet<>(InstanceDirectories.names(directory));
        } catch (IOException e) {
            LOG.debug("cannot list the instances of {}: {}", directory, e.toString());
            return;
        }
        for (Iterator<Instance> each = instances.values().iterator(); each.hasNext(); ) {
            Instance instance = each.next();
            if (!found.remove(instance.name())) {
                each.remove();
                leaving.add(instance);
                instance.link().beginToLeave();
            }
        }
        found.forEach(name -> open(name, barrier));
        settled = instances.isEmpty();
    }

    private void open(String name, ProcessBarrier barrier) {
        Path own = InstanceDirectories.of(directory, name);
        Registrations registrations = new Registrations();
        DaemonLink link = new DaemonLink(
                own,
                new StateLog(own),
                () -> barrier,
                attachment -> listener.onAttachment(name, attachment),
                registrations,
                new PendingSnapshot(),
                wakeup,
                () -> {});
        Instance instance = new Instance(name, link, registrations);
        instances.put(name, instance);
        all.requested().forEach(registration -> register(registration, instance));
    }

    /** Does the work of all links; returns the maximum time to wait as {@link DaemonLink#doWork} does. */
    long doWork(Selector selector, long nowNs) {
        long waitMs = 0;
        boolean quiet = true;
        for (Instance instance : instances.values()) {
            waitMs = sooner(waitMs, instance.link().doWork(selector, nowNs));
            quiet &= instance.link().isSettled();
        }
        settled = quiet;
        leave();
        return leaving.isEmpty() ? waitMs : sooner(waitMs, LEAVING_POLL_MS);
    }

    private void leave() {
        for (Iterator<Instance> each = leaving.iterator(); each.hasNext(); ) {
            Instance instance = each.next();
            if (instance.link().hasLeft()) {
                each.remove();
                if (!instances.containsKey(instance.name())) {
                    listener.onRemoved(instance.name());
                }
            }
        }
    }

    /** Returns the shorter of two times, of which 0 means no limit. */
    static long sooner(long ms, long otherMs) {
        return ms == 0 || otherMs == 0 ? Math.max(ms, otherMs) : Math.min(ms, otherMs);
    }

    /** Returns the grants of all instances. May wait. */
    void end(Selector selector) {
        for (Instance instance : instances.values()) {
            instance.registrations().onReplaced();
            instance.link().end(selector);
            instance.link().disconnect();
        }
        instances.clear();
        leave();
    }

    /** Ends all connections; grants remain. */
    void disconnect() {
        instances.values().forEach(instance -> instance.link().disconnect());
    }
}
