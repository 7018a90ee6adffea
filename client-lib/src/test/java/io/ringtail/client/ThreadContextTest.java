package io.ringtail.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.client.ring.Attachment;
import io.ringtail.client.ring.RingTable;
import io.ringtail.client.ring.ThreadSlots;
import io.ringtail.proto.layout.BufferMode;
import io.ringtail.proto.layout.ClientDescriptor;
import io.ringtail.proto.layout.Geometry;
import io.ringtail.proto.layout.RingGeometry;
import io.ringtail.proto.memory.MappedRegion;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** A thread that is in an attachment whose slots are recalled. */
class ThreadContextTest {
    private final Geometry sizes = new Geometry(BufferMode.OVERWRITE, 1, new RingGeometry(4096, 4), 1, 20, 64);
    private final MappedRegion metadata =
            new MappedRegion(ByteBuffer.allocateDirect(sizes.metadataLength() + Long.BYTES)
                    .alignedSlice(Long.BYTES)
                    .slice(0, sizes.metadataLength()));
    private final ThreadSlots slots = new ThreadSlots(metadata, sizes, true, () -> {}, (slot, tid, id, name) -> {});
    private final Attachment attachment = new Attachment(metadata, sizes, new RingTable(1), slots, 0, cpu -> {});
    private final ThreadContext context = new ThreadContext(new Threads(), null, false);

    @Test
    void shouldCountEachEventAsRefusedOnceTheSlotsAreRecalled() {
        slots.grant(0, 20);
        assertThat(write()).isFalse();
        assertThat(unplaced()).as("without a CPU's number").isZero();
        slots.recall();
        assertThat(write()).isFalse();
        assertThat(unplaced()).isEqualTo(1);
    }

    private boolean write() {
        return context.write(attachment, new byte[8], 8, true, true);
    }

    private long unplaced() {
        return metadata.getLongOpaque(sizes.clientOffset(0) + ClientDescriptor.UNPLACED_OFFSET);
    }
}
