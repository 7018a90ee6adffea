package io.ringtail.daemon.control;

/**
 * The process at the other end of a control connection, as attested by the kernel (SO_PEERCRED).
 *
 * @param pid in the daemon's pid namespace; 0 if it is not visible from there
 * @param uid of its user
 * @param gid of its group
 */
record Peer(int pid, int uid, int gid) {
    /** Returns the account for log lines about the peer: a process may reconnect repeatedly, and start others. */
    String account() {
        return "uid " + uid;
    }

    @Override
    public String toString() {
        return "pid " + pid + " (uid " + uid + ", gid " + gid + ")";
    }
}
