package io.ringtail.daemon.buffer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The memory that a process may still take: what the machine has, and what the limits of its control groups leave, swap
 * included. The kernel does not refuse memory beyond a group's limit, but kills a process of the group. What cannot be read does not
 * limit.
 *
 * <p>Source: Linux's {@code Documentation/admin-guide/cgroup-v2.rst} and {@code cgroup-v1/memory.rst}.
 */
public final class MemoryRoom {
    private static final String MEMINFO = "meminfo";
    private static final String SWAP_LIMIT = "memory.swap.max";
    private static final int KIBI = 10;
    private static final int MEBI = 20;
    private static final Names VERSION_2 = new Names("memory.max", "memory.current", "inactive_file ");
    private static final Names VERSION_1 =
            new Names("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file ");

    private final Path proc;
    private final Path cgroups;
    private final String process;

    /** A version's names for a group's limit, its use, and that part of the use which the kernel can reclaim. */
    private record Names(String limit, String use, String reclaimable) {}

    /**
     * A limit, and what it leaves.
     *
     * @param free bytes
     * @param text the limit, without what changes all the time, so that a line about it is logged once
     */
    public record Limit(long free, String text) {}

    /**
     * Describes a process by files.
     *
     * @param proc where proc is mounted
     * @param cgroups where control groups are mounted
     * @param process its number, or {@code self}
     */
    public MemoryRoom(Path proc, Path cgroups, String process) {
        this.proc = proc;
        this.cgroups = cgroups;
        this.process = process;
    }

    /** Returns the room of this process. */
    static MemoryRoom own() {
        return of("self");
    }

    /** Returns the room of a process of this pid namespace; of the machine, if there is none of that number. */
    public static MemoryRoom of(String process) {
        return new MemoryRoom(Path.of("/proc"), Path.of("/sys/fs/cgroup"), process);
    }

    /** Returns the limit that leaves the least; empty if none is known. */
    public Optional<Limit> least() {
        List<Limit> all = new ArrayList<>();
        machine().ifPresent(all::add);
        for (String line : lines(proc.resolve(process).resolve("cgroup"))) {
            String[] group = line.split(":", 3);
            if (group.length == 3 && group[1].isEmpty()) {
                all.addAll(limits(cgroups, group[2], VERSION_2));
            } else if (group.length == 3 && List.of(group[1].split(",", -1)).contains("memory")) {
                all.addAll(limits(cgroups.resolve("memory"), group[2], VERSION_1));
            }
        }
        return all.stream().min(Comparator.comparingLong(Limit::free));
    }

    private Optional<Limit> machine() {
        List<String> lines = lines(proc.resolve(MEMINFO));
        Optional<Long> available = value(lines, "MemAvailable:");
        Optional<Long> total = value(lines, "MemTotal:");
        return available.flatMap(free -> total.map(
                all -> new Limit((free << KIBI) + freeSwap(), "the machine has " + (all >> (MEBI - KIBI)) + " MB")));
    }

    private long freeSwap() {
        return value(lines(proc.resolve(MEMINFO)), "SwapFree:").orElse(0L) << KIBI;
    }

    /** The swap that a group may still use; none in version 1, whose limit of both together is not looked at. */
    private long freeSwap(Path group) {
        if (!Files.exists(group.resolve(SWAP_LIMIT))) {
            return 0;
        }
        long used = value(lines(group.resolve("memory.swap.current")), "").orElse(0L);
        long left = value(lines(group.resolve(SWAP_LIMIT)), "").orElse(Long.MAX_VALUE) - used;
        return Math.max(0, Math.min(left, freeSwap()));
    }

    /**
     * The limits of a group and of those above it. In a container that sees the host's paths, only the mounted root
     * exists, which is the container's own group.
     */
    private List<Limit> limits(Path root, String path, Names names) {
        List<Limit> found = new ArrayList<>();
        Path group = root.resolve(path.replaceFirst("^/+", "")).normalize();
        Path each = group;
        while (each != null && each.startsWith(root) && !each.equals(root)) {
            limit(each, names).ifPresent(found::add);
            each = each.getParent();
        }
        limit(root, names).ifPresent(found::add);
        return found;
    }

    private Optional<Limit> limit(Path group, Names names) {
        Optional<Long> limit = value(lines(group.resolve(names.limit())), "");
        Optional<Long> use = value(lines(group.resolve(names.use())), "");
        if (limit.isEmpty() || use.isEmpty()) {
            return Optional.empty();
        }
        // The kernel reclaims the cache of files before it kills; memory that a tmpfs or a memfd has is not in there.
        long cached =
                value(lines(group.resolve("memory.stat")), names.reclaimable()).orElse(0L);
        return Optional.of(new Limit(
                limit.get() - Math.max(0, use.get() - cached) + freeSwap(group),
                names.limit() + " of " + group + " is " + (limit.get() >> MEBI) + " MB"));
    }

    /** The number that follows a line's beginning; none in a line such as {@code max}. */
    private static Optional<Long> value(List<String> lines, String beginning) {
        return lines.stream()
                .filter(line -> line.startsWith(beginning))
                .flatMap(line ->
                        Stream.of(line.substring(beginning.length()).strip().split(" ", -1)[0]))
                .filter(text -> text.matches("[0-9]+"))
                .findFirst()
                .map(MemoryRoom::number);
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException large) {
            return Long.MAX_VALUE;
        }
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException unknown) {
            return List.of();
        }
    }
}
