package io.ringtail.client;

import io.ringtail.client.ring.Attachment;
import io.ringtail.proto.layout.EventTableDescriptor;
import io.ringtail.proto.layout.Geometry;
import io.ringtail.proto.memory.MappedRegion;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The name by which the daemon shows an event, read from the file's event table. */
final class FormatName {
    private static final String LABEL = "name: ";
    /** More than the length of the system, the label and the name with a variant's number. */
    private static final int HEAD_LENGTH = 256;

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
        String[] lines = new String(head, StandardCharsets.UTF_8).split("\n", 3);
        return lines.length == 3 && lines[1].startsWith(LABEL) ? lines[1].substring(LABEL.length()) : null;
    }
}
