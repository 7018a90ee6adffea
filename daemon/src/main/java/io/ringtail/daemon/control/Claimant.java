package io.ringtail.daemon.control;

import java.util.BitSet;

/**
 * A process that requests shared resources, with everything that counts towards its quotas.
 *
 * @param pid its process id
 * @param startTime the start time of the process
 * @param uid its user
 * @param ofProcess the client records that the process holds
 * @param ofUser the client records that the user's processes hold
 */
record Claimant(int pid, long startTime, int uid, BitSet ofProcess, BitSet ofUser) {
    @Override
    public String toString() {
        return "pid " + pid + " (uid " + uid + ")";
    }
}
