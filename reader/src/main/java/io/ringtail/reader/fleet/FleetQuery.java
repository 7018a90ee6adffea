package io.ringtail.reader.fleet;

import io.ringtail.reader.filter.Selection;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * What is read of a fleet's topics.
 *
 * @param hosts a pattern of hosts' names; null for all
 * @param cpus the CPUs of each host; null for all
 * @param selection the events
 * @param oldest whether to begin with the oldest page in the topics, or with the next one; without effect after a since
 * @param sinceNs events before this time are left out, ns since 1970; {@link Long#MIN_VALUE} for none
 * @param untilNs events from this time on are left out, which ends no reading that follows; {@link Long#MAX_VALUE} for
 *     none
 * @param follow whether to wait for further pages, or to end with those that are there
 * @param holdNs how long events wait for older ones of other hosts, ns
 * @param group the consumer group whose members share the partitions; null for none
 */
public record FleetQuery(
        @Nullable String hosts,
        @Nullable BitSet cpus,
        Selection selection,
        boolean oldest,
        long sinceNs,
        long untilNs,
        boolean follow,
        long holdNs,
        @Nullable String group) {}
