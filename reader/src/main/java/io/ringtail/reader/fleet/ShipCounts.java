package io.ringtail.reader.fleet;

import java.util.List;

/**
 * What a shipper has done since it was started.
 *
 * @param sessions how often it began: once, and after each failure of Kafka's that a new beginning mends
 * @param resumes how often it resumed where a shipper had ended, itself or an earlier one
 * @param records the records with pages that are in the topic
 * @param bytes of their values, before compression
 * @param sentBytes as they went over the network, compressed and with retries
 * @param events in these pages
 * @param lost how many events these pages state to be lost
 * @param blockedNs how long no broker took records while there were some, ns
 * @param active whether a session is connected to the daemon
 * @param cpus one for each CPU of the session; none if there is no session
 */
public record ShipCounts(
        long sessions,
        long resumes,
        long records,
        long bytes,
        long sentBytes,
        long events,
        long lost,
        long blockedNs,
        boolean active,
        List<ShippedCpu> cpus) {
    /**
     * One CPU.
     *
     * @param cpu its number
     * @param partition its partition
     * @param shipped the ring's events that have been shipped or stated lost, dropped ones included; the ring's own count
     *     of written and dropped events minus this is what is still to come
     * @param read the same, of what has been read from the daemon
     * @param ageNs how long the oldest page that is not in the topic has been waiting, ns; 0 if there is none
     */
    public record ShippedCpu(int cpu, int partition, long shipped, long read, long ageNs) {}
}
