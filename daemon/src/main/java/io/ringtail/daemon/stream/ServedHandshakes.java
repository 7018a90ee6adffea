package io.ringtail.daemon.stream;

/** The CPUs' handshakes, as the server sees them. For any thread. */
public interface ServedHandshakes {
    /** A possible CPU's. */
    ServedCpu cpu(int cpu);

    /** Times a CPU came online since the daemon started. */
    long online();

    /** Rounds that passed over a client at the time limit. */
    long passedOver();

    /** Rounds that had to wait on past the time limit. */
    long held();

    /** Times a client could not map a CPU's ring. */
    long refused();

    /** Times a CPU could not come online. */
    long failed();
}
