package io.ringtail.reader.fleet;

import org.jspecify.annotations.Nullable;

/**
 * How a fleet's topics are to be made.
 *
 * @param pages the number of partitions of PREFIX.pages; it cannot change later without a new prefix
 * @param meta the number of partitions of PREFIX.meta
 * @param replication the number of replicas of each; null for the cluster's default
 * @param retentionMs how long pages are kept, ms
 */
public record TopicPlan(int pages, int meta, @Nullable Short replication, long retentionMs) {}
