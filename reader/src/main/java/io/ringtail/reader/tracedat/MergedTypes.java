package io.ringtail.reader.tracedat;

import io.ringtail.proto.event.EventFormat;
import io.ringtail.proto.event.FormatField;
import io.ringtail.proto.event.InvalidFormatException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The event types of merged files. One type has one id in all; a type whose id another one has gets a new id, in its
 * format and in its events.
 */
final class MergedTypes {
    private static final int IDS = 1 << Short.SIZE;
    private static final Pattern ID_LINE = Pattern.compile("(?md)^[ \\t]*ID:.*$");
    /** The systems whose events name threads in their own fields. */
    private static final Set<String> ABOUT_THREADS = Set.of("sched", "task", "signal");

    private final List<TraceDatHead.Event> events = new ArrayList<>();
    private final Map<TraceDatHead.Event, Integer> ids = new HashMap<>();
    private final BitSet used = new BitSet();
    private int next = IDS - 1;
    private int renumbered;

    /** The ids of a file's types in the merged file, and the offsets of their fields with thread ids. */
    final class Types {
        private static final int UNSEEN = -1;

        private final int[] merged = new int[IDS];
        private final Map<Integer, int[]> threadIds = new HashMap<>();

        private Types() {
            Arrays.fill(merged, UNSEEN);
        }

        /** Returns an event's id in the merged file. */
        int id(int id) throws TraceDatException {
            if (merged[id] == UNSEEN) {
                merged[id] = take(id);
            }
            return merged[id];
        }

        /** Returns the offsets of the payload's u32 with thread ids, besides the common one. */
        int[] threadIds(int id) {
            return threadIds.getOrDefault(id, new int[0]);
        }
    }

    /** Adds a file's types. */
    Types add(FileHead head) throws TraceDatException {
        Types types = new Types();
        for (TraceDatHead.Event event : head.events) {
            try {
                EventFormat format = EventFormat.parse(event.format());
                types.merged[format.id()] = add(event, format.id());
                if (ABOUT_THREADS.contains(event.system())) {
                    types.threadIds.put(format.id(), threadIds(format));
                }
            } catch (InvalidFormatException unreadable) {
                // Its events are unknown in the merged file, too.
            }
        }
        return types;
    }

    private int add(TraceDatHead.Event event, int id) throws TraceDatException {
        String format = ID_LINE.matcher(event.format()).replaceFirst("ID:");
        TraceDatHead.Event key = new TraceDatHead.Event(event.system(), format);
        Integer known = ids.get(key);
        if (known != null) {
            return known;
        }
        int taken = take(id);
        ids.put(key, taken);
        String text = ID_LINE.matcher(event.format()).replaceFirst("ID: " + taken);
        events.add(taken == id ? event : new TraceDatHead.Event(event.system(), text));
        return taken;
    }

    /** Returns the id if nothing has it, or else a new one. */
    private int take(int id) throws TraceDatException {
        int taken = id;
        if (used.get(id)) {
            while (next >= 0 && used.get(next)) {
                next--;
            }
            if (next < 0) {
                throw new TraceDatException("the files have more than " + IDS + " types of events together");
            }
            taken = next;
            renumbered++;
        }
        used.set(taken);
        return taken;
    }

    private static int[] threadIds(EventFormat format) {
        return format.fields().stream()
                .filter(field -> field.name().equals("pid")
                        || (field.name().endsWith("_pid") && !field.name().startsWith("common_")))
                .filter(field -> !field.dynamic() && !field.isArray() && field.size() == Integer.BYTES)
                .mapToInt(FormatField::offset)
                .toArray();
    }

    List<TraceDatHead.Event> events() {
        return events;
    }

    /** Returns the number of types that got a new id. */
    int renumbered() {
        return renumbered;
    }
}
