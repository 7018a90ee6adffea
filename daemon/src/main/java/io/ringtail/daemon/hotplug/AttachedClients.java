package io.ringtail.daemon.hotplug;

import java.util.BitSet;

/** The clients that a CPU's handshake has to do with, as the file's client table knows them. */
public interface AttachedClients {
    /**
     * Which clients still have to answer: records in use that have neither acknowledged the epoch nor refused one of its
     * CPUs, and whose process is not proven dead.
     *
     * @param epoch the epoch asked about
     * @param cpus the CPUs that were prepared in it
     * @return the records' indices, empty when all have answered
     */
    BitSet unanswered(long epoch, BitSet cpus);
}
