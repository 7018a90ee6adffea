package io.ringtail.daemon.agent;

import io.ringtail.daemon.control.RegisteredEvent;
import io.ringtail.daemon.feed.FeedSource;
import io.ringtail.proto.stream.ClockPair;
import io.ringtail.proto.stream.HeaderTexts;
import io.ringtail.proto.stream.StreamHeader;
import io.ringtail.reader.tracedat.TraceDatHead;
import io.ringtail.reader.tracedat.Upload;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/** The head of a recording's trace.dat: the formats and names known when it begins, since the protocol has no later. */
final class FileHead {
    private FileHead() {}

    static byte[] of(
            FeedSource source, Collection<RegisteredEvent> events, Predicate<RegisteredEvent> wanted, int cpus) {
        StreamHeader header =
                HeaderTexts.hello(source.buffer().geometry(), source.buffer().bootId(), source.host(), ClockPair.now());
        Map<Integer, String> names = new TreeMap<>();
        Map<Integer, Integer> pids = new TreeMap<>();
        source.names().forEach((tid, pid, name) -> {
            names.put(tid, name);
            if (pid > 0) {
                pids.put(tid, pid);
            }
        });
        TraceDatHead head = new TraceDatHead(
                header.subbufSize(),
                header.headerPage(),
                header.headerEvent(),
                events.stream()
                        .filter(wanted)
                        .map(event -> new TraceDatHead.Event(event.system(), event.format()))
                        .toList(),
                names,
                header.clock(),
                "",
                pids);
        return Upload.head(head, header, cpus);
    }
}
