package io.ringtail.client;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.ringtail.client.ring.Attachment;
import io.ringtail.client.ring.RingTable;
import io.ringtail.client.ring.ThreadSlots;
import io.ringtail.proto.event.EventSchema;
import io.ringtail.proto.layout.BufferMode;
import io.ringtail.proto.layout.Geometry;
import io.ringtail.proto.layout.RingGeometry;
import io.ringtail.proto.memory.MappedRegion;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * A writer checks whether events are enabled while they are rebound to another file with other ids. Each file enables
 * only its own id, which exposes an id of one file used with the enable words of the other.
 */
@JCStressTest
@Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "On in either file; the type that was not bound was not yet.")
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "On in either file; the type that was not bound is now.")
@Outcome(expect = FORBIDDEN, desc = "An id was used in a file that it does not belong to.")
@State
public class BindingStress {
    private static final int ID = 32;
    private static final int OTHER_ID = 33;
    private static final Attachment FILE = file(ID);
    private static final Attachment OTHER_FILE = file(OTHER_ID);
    private static final Threads THREADS = new Threads();
    private static final EventSchema SCHEMA =
            EventSchema.builder("stress", "binding").build();

    private final EventType bound = EventType.of(SCHEMA, THREADS, () -> {});
    private final EventType unbound = EventType.of(SCHEMA, THREADS, () -> {});

    /** Creates one bound and one unbound type. */
    public BindingStress() {
        Objects.requireNonNull(bound.registration()).onId(FILE, ID);
    }

    private static Attachment file(int enabled) {
        RingGeometry ring = new RingGeometry(RingGeometry.MIN_SUBBUF_SIZE, RingGeometry.MIN_SUBBUF_COUNT);
        Geometry sizes = new Geometry(BufferMode.OVERWRITE, 1, ring, 1, 1, OTHER_ID + 1);
        MappedRegion metadata = new MappedRegion(
                ByteBuffer.allocateDirect(sizes.metadataLength() + Long.BYTES).alignedSlice(Long.BYTES));
        metadata.putIntRelease(sizes.enableOffset(enabled), 1);
        ThreadSlots slots = new ThreadSlots(metadata, sizes, true, () -> {}, (slot, tid, id, name) -> {});
        return new Attachment(metadata, sizes, new RingTable(1), slots, 0, cpu -> {});
    }

    /** Binds both to the other file. */
    @Actor
    public void bind() {
        Objects.requireNonNull(bound.registration()).onId(OTHER_FILE, OTHER_ID);
        Objects.requireNonNull(unbound.registration()).onId(OTHER_FILE, OTHER_ID);
    }

    /** Checks both. */
    @Actor
    public void look(II_Result result) {
        result.r1 = bound.isEnabled() ? 1 : 0;
        result.r2 = unbound.isEnabled() ? 1 : 0;
    }
}
