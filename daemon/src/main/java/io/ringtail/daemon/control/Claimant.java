package io.ringtail.daemon.control;

import java.util.BitSet;

/**
 * A process that asks for something that all share, with all that counts towards its quotas.
 *
 * @param pid its process
 * @param startTime of its process
 * @param uid its user
 * @param ofProcess the client records that its process holds
 * @param ofUser the client records that its user's processes hold
 */
record Claimant(int pid, long startTime, int uid, BitSet ofProcess, BitSet ofUser) {
    @Override
    public String toString() {
        return "pid " + pid + " (uid " + uid + ")";
    }
}
