package io.ringtail.reader.filter;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The events that a reader wants: those that all its parts choose. Immutable.
 *
 * @param events a pattern of names; null for all
 * @param tids ids of threads; empty for all
 * @param pids ids of processes; empty for all
 * @param filter a predicate; null for none
 */
public record Selection(
        @Nullable String events,
        Threads tids,
        Threads pids,
        @Nullable Filter filter) {
    /** All events. */
    public static final Selection ALL = new Selection(null, Threads.ALL, Threads.ALL, null);

    /** A set of ids, in ascending order. */
    public static final class Threads {
        /** All ids. */
        public static final Threads ALL = new Threads(new int[0]);
        /** The most ids. */
        public static final int MOST = 256;

        private final int[] ids;

        private Threads(int[] ids) {
            this.ids = ids;
        }

        /**
         * Parses numbers with commas between.
         *
         * @throws IllegalArgumentException if the text is no such list, or too long
         */
        public static Threads parse(String text) {
            String[] numbers = text.split(",", MOST + 1);
            if (numbers.length > MOST) {
                throw new IllegalArgumentException("more than " + MOST + " ids");
            }
            int[] ids = new int[numbers.length];
            for (int i = 0; i < ids.length; i++) {
                if (!numbers[i].matches("\\d{1,10}") || Long.parseLong(numbers[i]) > Integer.MAX_VALUE) {
                    throw new IllegalArgumentException("must be ids like 1234,1240");
                }
                ids[i] = Integer.parseInt(numbers[i]);
            }
            Arrays.sort(ids);
            return new Threads(ids);
        }

        /** Returns whether all ids are in the set. */
        public boolean isAll() {
            return ids.length == 0;
        }

        /** Returns whether an id is in the set. */
        public boolean contains(int id) {
            return ids.length == 0 || Arrays.binarySearch(ids, id) >= 0;
        }

        @Override
        public String toString() {
            return Arrays.stream(ids).mapToObj(Integer::toString).collect(Collectors.joining(","));
        }
    }

    /** Returns whether all events are wanted. */
    public boolean isAll() {
        return events == null && tids.isAll() && pids.isAll() && filter == null;
    }

    /** Returns the parameters by which a daemon's stream has these events only. */
    public Map<String, String> parameters() {
        Map<String, String> parameters = new LinkedHashMap<>();
        if (events != null) {
            parameters.put("event", events);
        }
        if (!tids.isAll()) {
            parameters.put("tid", tids.toString());
        }
        if (!pids.isAll()) {
            parameters.put("pid", pids.toString());
        }
        if (filter != null) {
            parameters.put("filter", filter.toString());
        }
        return parameters;
    }
}
