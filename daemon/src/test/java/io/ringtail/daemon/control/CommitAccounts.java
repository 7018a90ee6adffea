package io.ringtail.daemon.control;

import io.ringtail.client.EventRecord;
import java.util.function.Consumer;

/** What an application's commits returned. */
final class CommitAccounts {
    int written;
    int lost;

    void end(boolean isWritten) {
        if (isWritten) {
            written++;
        } else {
            lost++;
        }
    }

    void commitAll(EventRecord[] records, Consumer<EventRecord> set) {
        for (int i = 0; i < records.length; i++) {
            if (records[i] != null) {
                set.accept(records[i]);
                end(records[i].commit());
                records[i] = null;
            }
        }
    }
}
