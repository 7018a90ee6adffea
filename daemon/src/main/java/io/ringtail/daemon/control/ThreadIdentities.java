package io.ringtail.daemon.control;

import io.ringtail.proto.control.ThreadId;
import io.ringtail.proto.control.ThreadName;
import io.ringtail.proto.layout.SubstituteId;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads that clients name: keeps names and processes under the ids that events carry, and announces to clients in
 * other pid namespaces the ids of their threads here. For the conductor's thread only.
 *
 * <p>A client can name only its own threads: the id of another process's thread, and a substitute of a slot that is not
 * the client's, are refused.
 */
final class ThreadIdentities {
    private static final Logger LOG = LoggerFactory.getLogger(ThreadIdentities.class);
    /** The inode of the first pid namespace: PROC_PID_INIT_INO in {@code include/linux/proc_ns.h}. */
    private static final long HOST = 0xEFFF_FFFCL;

    private final ProcessTable processes;
    private final ThreadSlotBlocks blocks;
    private final Cmdlines cmdlines;
    /** Keyed by client; only clients in other namespaces. */
    private final Map<Integer, HostThreads> elsewhere = new HashMap<>();

    private boolean unseenReported;

    ThreadIdentities(ProcessTable processes, ThreadSlotBlocks blocks, Cmdlines cmdlines) {
        this.processes = processes;
        this.blocks = blocks;
        this.cmdlines = cmdlines;
        if (processes.namespace() != 0 && processes.namespace() != HOST) {
            LOG.info("this daemon runs in its own pid namespace: thread ids in events are those of that namespace, not"
                    + " of the host, and do not match the kernel's own events; to merge with these, run it in"
                    + " the host's");
        }
    }

    /**
     * Called when a client has attached or resumed.
     *
     * @return whether its own thread ids are the daemon's
     */
    boolean onAttached(int client, int pid) {
        boolean shared = processes.sharesNamespace(pid);
        if (shared) {
            elsewhere.remove(client);
        } else {
            elsewhere.put(client, new HostThreads(processes, pid));
        }
        return shared;
    }

    /** Called when a client names one of its threads. */
    void onThread(ClientProxy proxy, int client, ThreadName thread) {
        int pid = proxy.peer().pid();
        if (isOf(client, pid, thread.id())) {
            cmdlines.save(thread.id(), pid, thread.name());
        }
        HostThreads threads = elsewhere.get(client);
        if (threads == null) {
            return;
        }
        int id = threads.find(thread.tid());
        if (id > 0) {
            cmdlines.save(id, pid, thread.name());
            proxy.send(new ThreadId(thread.slot(), thread.tid(), id));
        } else if (!unseenReported && threads.areHidden()) {
            unseenReported = true;
            LOG.warn(
                    "cannot see the threads of pid {}, which is in another pid namespace: its events, and those of"
                            + " other such processes, carry ids from {} up, which no thread of the host has",
                    pid,
                    SubstituteId.FIRST);
        }
    }

    private boolean isOf(int client, int pid, int id) {
        if (SubstituteId.isSubstitute(id)) {
            return blocks.holds(client, SubstituteId.slot(id));
        }
        int owner = processes.processOf(id);
        // A thread that has ended gets a name only if its id is not known to have belonged to another process.
        int known = owner == 0 ? cmdlines.pid(id) : 0;
        return owner == pid || (owner == 0 && (known == 0 || known == pid));
    }
}
