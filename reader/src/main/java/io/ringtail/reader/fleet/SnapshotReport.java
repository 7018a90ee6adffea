package io.ringtail.reader.fleet;

import java.util.List;

/**
 * What became of a request for a snapshot.
 *
 * @param id the snapshot's name
 * @param hosts the hosts that answered, by their names
 */
public record SnapshotReport(String id, List<Host> hosts) {
    /** Copies the list. */
    public SnapshotReport {
        hosts = List.copyOf(hosts);
    }

    /**
     * A host's answer.
     *
     * @param name the host
     * @param outcome {@code shipped}, {@code refused}, {@code failed}, or {@code taken} if nothing has followed
     * @param pages its pages under the id
     * @param events in these pages
     * @param lost events that these pages state to be lost
     * @param bytes of the pages, before compression
     * @param detail why nothing was shipped; else empty
     */
    public record Host(String name, String outcome, long pages, long events, long lost, long bytes, String detail) {}
}
