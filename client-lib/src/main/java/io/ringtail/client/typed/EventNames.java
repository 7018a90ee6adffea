package io.ringtail.client.typed;

import io.ringtail.client.log.Log;
import io.ringtail.proto.event.EventSchema;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/** Maps an application's names of systems, events and fields to C identifiers, which tools and formats need. */
public final class EventNames {
    private static final Logger LOG = Log.of(EventNames.class);
    private static final int MOST_NOTICES = 100;
    private static final Set<String> NOTED = ConcurrentHashMap.newKeySet();

    private EventNames() {}

    /**
     * Returns the identifier for a name: other characters than ASCII letters, digits and {@code _} become {@code _}, and
     * one precedes a digit at the beginning. Logs one notice for each name that changes. Null, an empty name and one
     * that is too long remain invalid: whoever builds the schema refuses them.
     */
    public static String lenient(@Nullable String name) {
        if (name == null || name.isEmpty() || name.length() > EventSchema.MAX_NAME_LENGTH) {
            return name == null ? "" : name;
        }
        StringBuilder identifier = new StringBuilder(name.length() + 1);
        if (name.charAt(0) >= '0' && name.charAt(0) <= '9') {
            identifier.append('_');
        }
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            identifier.append(isPart(c) ? c : '_');
        }
        String mapped = identifier.toString();
        if (!mapped.equals(name) && NOTED.size() < MOST_NOTICES && NOTED.add(name)) {
            Log.guarded(
                    () -> LOG.info("the name '{}' is written as {}: names are letters, digits and _", name, mapped));
        }
        return mapped;
    }

    private static boolean isPart(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    }
}
