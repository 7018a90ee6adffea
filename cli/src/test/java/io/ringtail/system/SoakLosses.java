package io.ringtail.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.reader.remote.RemoteDaemon;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What receivers have lost for which the rings wait in discard mode, over all sessions that they have had. Their daemons
 * count it by cause, until they end.
 */
final class SoakLosses {
    private static final Pattern LOSSLESS = Pattern.compile("\"id\":\"(\\w+)\",[^}]*\"lossless\":true,[^}]*");
    private static final String OVERWRITTEN = "lost_overwritten";
    private static final String STALLED = "lost_stalled";

    private final RingtailHost host;
    private final Map<String, Long> stalled = new HashMap<>();

    SoakLosses(RingtailHost host) {
        this.host = host;
    }

    /** Takes the daemon's present counts; none of these receivers may have lost an event because its place was used. */
    void look() throws Exception {
        String stats =
                RemoteDaemon.local(host.directory().resolve("stream.sock")).read("/stats", "*/*");
        Matcher session = LOSSLESS.matcher(stats);
        while (session.find()) {
            String json = session.group();
            assertThat(RingtailHost.number(json, OVERWRITTEN)).as(json).isZero();
            stalled.put(session.group(1), RingtailHost.number(json, STALLED));
        }
    }

    /** Events of applications that stopped inside them for longer than readers wait, in all sessions. */
    long stalled() {
        return stalled.values().stream().mapToLong(Long::longValue).sum();
    }
}
