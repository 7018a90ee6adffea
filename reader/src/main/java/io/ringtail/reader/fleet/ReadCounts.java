package io.ringtail.reader.fleet;

/**
 * What a reader has received since it began.
 *
 * @param records the records with pages
 * @param events the events in them that are wanted, and have been delivered
 * @param lost the events stated lost, by shippers or by gaps in the topic
 * @param missing those of them that no shipper has stated: records have been lost in the topic, or had expired
 * @param duplicates records that were not delivered since their events had been
 * @param malformed records that no shipper writes
 * @param hosts the hosts of which there were pages
 * @param clockErrorNs the largest error of a host's reading of its clocks, ns
 */
public record ReadCounts(
        long records,
        long events,
        long lost,
        long missing,
        long duplicates,
        long malformed,
        int hosts,
        long clockErrorNs) {}
