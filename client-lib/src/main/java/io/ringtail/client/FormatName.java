package io.ringtail.client;

import io.ringtail.client.ring.Attachment;
import io.ringtail.proto.event.EventProperties;
import io.ringtail.proto.layout.EventTableDescriptor;
import io.ringtail.proto.layout.Geometry;
import io.ringtail.proto.memory.MappedRegion;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The name by which the daemon shows an event, read from the file's event table. */
final class FormatName {
    private static final String LABEL = "name: ";
    /** More than the length of the system, the label and the name with a variant's number. */
    private static final int NAMES_LENGTH = 256;

    private static final int MOST_BYTES_PER_CHAR = 3;
    private static final int HEAD_LENGTH = NAMES_LENGTH + MOST_BYTES_PER_CHAR * EventProperties.MAX_LENGTH;

    private FormatName() {}

    /** Returns the name, or null if the table, which any client could have overwritten, does not contain one. */
    static @Nullable String of(Attachment attachment, int id) {
        Geometry sizes = attachment.geometry();
        MappedRegion metadata = attachment.metadata();
        int entry = sizes.eventEntryOffset(id);
        int length = metadata.getIntAcquire(entry + EventTableDescriptor.ENTRY_LENGTH_OFFSET);
        long at = metadata.getLong(entry + EventTableDescriptor.ENTRY_TEXT_OFFSET);
        if (length <= 0 || at < 0 || at > sizes.eventTextLength() - (long) length) {
            return null;
        }
        byte[] head = new byte[Math.min(length, HEAD_LENGTH)];
        metadata.getBytes(sizes.eventTextOffset() + (int) at, head, 0, head.length);
        return new String(head, StandardCharsets.UTF_8)
                .lines()
                .skip(1) // the system
                .filter(line -> line.startsWith(LABEL))
                .map(line -> line.substring(LABEL.length()))
                .findFirst()
                .orElse(null);
    }
}
