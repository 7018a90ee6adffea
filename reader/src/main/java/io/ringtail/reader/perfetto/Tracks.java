package io.ringtail.reader.perfetto;

import io.ringtail.reader.protobuf.ProtoBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The tracks of a trace: each is described once, before its first event, and a thread again when its name changes. */
final class Tracks {
    private static final int DESCRIPTOR = 60;
    private static final int UUID = 1;
    private static final int NAME = 2;
    private static final int PROCESS = 3;
    private static final int THREAD = 4;
    private static final int PARENT = 5;
    private static final int COUNTER = 8;
    private static final int PID = 1;
    private static final int TID = 2;
    private static final int THREAD_NAME = 5;
    private static final int PROCESS_NAME = 6;
    /** More processes than these do not get the host's name: process ids are not trusted. */
    private static final int MOST_PROCESSES = 1 << 16;

    private final Packets packets;
    private final String host;
    private final Map<Object, Long> uuids = new HashMap<>();
    private final Map<Integer, ThreadTrack> threads = new HashMap<>();
    /** By pid, whether a process has had a name: older engines keep the first one, newer ones the last. */
    private final Map<Integer, Boolean> named = new HashMap<>();

    private long last;

    /** A process's own track. */
    private record ProcessTrack(int pid) {}

    /** A track of a process: a counter, or one of the parallel lanes for spans of a name. */
    private record Named(int pid, String name, int number, boolean counter) {}

    /** A CPU's track. */
    private record Cpu(int cpu) {}

    /** A thread's track, as it was described last. */
    private record ThreadTrack(long uuid, int pid, @Nullable String comm) {}

    /**
     * Creates tracks.
     *
     * @param before the number before their uuids, which are different for all tracks of a trace
     * @param host the name of the machine; empty for none
     */
    Tracks(Packets packets, long before, String host) {
        this.packets = packets;
        this.host = host;
        this.last = before;
    }

    /** The number of tracks that are known. */
    int count() {
        return uuids.size() + threads.size();
    }

    /**
     * Forgets all tracks; they are described again, with other uuids, before they are next used. Which processes have a
     * name is kept.
     */
    void forget() {
        uuids.clear();
        threads.clear();
    }

    /** Returns the track of a thread; one whose process is unknown counts as a process. */
    long thread(int tid, int knownPid, @Nullable String comm) {
        int pid = knownPid == 0 ? tid : knownPid;
        ThreadTrack known = threads.get(tid);
        if (known != null && known.pid() == pid && (comm == null || comm.equals(known.comm()))) {
            return known.uuid();
        }
        long uuid = known == null || known.pid() != pid ? next() : known.uuid();
        long parent = process(pid);
        if (tid == pid && comm != null) {
            describe(parent, packet -> describeProcess(packet, pid, ofHost(comm)));
            named.replace(pid, true);
        }
        threads.put(tid, new ThreadTrack(uuid, pid, comm));
        describe(uuid, packet -> {
            packet.number(PARENT, parent);
            int thread = packet.begin(THREAD);
            packet.number(PID, pid).number(TID, tid);
            if (comm != null) {
                packet.text(THREAD_NAME, comm);
            }
            packet.end(thread);
        });
        return uuid;
    }

    private long process(int pid) {
        return once(new ProcessTrack(pid), packet -> {
            if (named.size() < MOST_PROCESSES) {
                named.putIfAbsent(pid, false);
            }
            describeProcess(packet, pid, null);
        });
    }

    /** Describes a process, which has the name of its main thread, once that is known, after the host's. */
    private static void describeProcess(ProtoBuffer packet, int pid, @Nullable String name) {
        int process = packet.begin(PROCESS);
        packet.number(PID, pid);
        if (name != null) {
            packet.text(PROCESS_NAME, name);
        }
        packet.end(process);
    }

    /** Gives the host's name to the processes whose main threads' names never became known. */
    void finish() {
        if (host.isEmpty()) {
            return;
        }
        List<Integer> nameless = named.entrySet().stream()
                .filter(process -> !process.getValue())
                .map(Map.Entry::getKey)
                .toList();
        for (int pid : nameless) {
            describe(process(pid), packet -> describeProcess(packet, pid, host));
            named.replace(pid, true);
        }
    }

    /** Perfetto's page shows a machine's number at most. */
    private String ofHost(String name) {
        return host.isEmpty() ? name : host + ": " + name;
    }

    /** Returns the track of a counter. */
    long counter(int pid, String name) {
        return named(new Named(pid, name, 0, true));
    }

    /** Returns one of the tracks for spans of a name that lie side by side, numbered from 0 on. */
    long lane(int pid, String name, int number) {
        return named(new Named(pid, name, number, false));
    }

    private long named(Named key) {
        long parent = process(key.pid());
        return once(key, packet -> {
            packet.number(PARENT, parent).text(NAME, key.name());
            if (key.counter()) {
                packet.end(packet.begin(COUNTER));
            }
        });
    }

    /** Returns the track of a CPU, for what is not a thread's. */
    long cpu(int cpu) {
        return once(new Cpu(cpu), packet -> packet.text(NAME, ofHost("CPU " + cpu)));
    }

    /** Returns a track that is described before its first use, by its uuid and what else is given. */
    private long once(Object key, Consumer<ProtoBuffer> description) {
        Long known = uuids.get(key);
        if (known != null) {
            return known;
        }
        long uuid = next();
        uuids.put(key, uuid);
        describe(uuid, description);
        return uuid;
    }

    private void describe(long uuid, Consumer<ProtoBuffer> description) {
        ProtoBuffer packet = packets.beginTimeless();
        int descriptor = packet.begin(DESCRIPTOR);
        packet.number(UUID, uuid);
        description.accept(packet);
        packet.end(descriptor);
        packets.end();
    }

    /** Returns the uuid of a new track: threads that change their process get another one. */
    private long next() {
        return ++last;
    }
}
