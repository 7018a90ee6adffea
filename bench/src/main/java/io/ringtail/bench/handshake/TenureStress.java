package io.ringtail.bench.handshake;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.ringtail.proto.layout.ClientDescriptor;
import io.ringtail.proto.memory.MappedRegion;
import java.nio.ByteBuffer;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** A client that enters its grant against a daemon that revokes the grant: exactly one of them gets the record. */
@JCStressTest
@Outcome(id = "1, 0, 1", expect = ACCEPTABLE, desc = "The client has entered; the daemon waits for its end.")
@Outcome(
        id = "0, 1, 3",
        expect = ACCEPTABLE,
        desc = "The daemon has taken the record back; the client asks for another.")
@Outcome(expect = FORBIDDEN, desc = "Both have the record, or neither.")
@State
public class TenureStress {
    private static final int GENERATION = 1;
    private static final long GRANTED = ClientDescriptor.tenure(GENERATION, ClientDescriptor.GRANTED);

    private final MappedRegion record = new MappedRegion(
            ByteBuffer.allocateDirect(ClientDescriptor.LENGTH + Long.BYTES).alignedSlice(Long.BYTES));

    /** Creates a granted record. */
    public TenureStress() {
        record.putLong(ClientDescriptor.TENURE_OFFSET, GRANTED);
    }

    private boolean change(int state) {
        return record.compareAndSetLong(
                ClientDescriptor.TENURE_OFFSET, GRANTED, ClientDescriptor.tenure(GENERATION, state));
    }

    /** The client, after mapping the file. */
    @Actor
    public void enter(III_Result result) {
        result.r1 = change(ClientDescriptor.ENTERED) ? 1 : 0;
    }

    /** The daemon, after the end of the connection. */
    @Actor
    public void revoke(III_Result result) {
        result.r2 = change(ClientDescriptor.REVOKED) ? 1 : 0;
    }

    /** Reads the record's final state. */
    @Arbiter
    public void look(III_Result result) {
        result.r3 = (int) record.getLongAcquire(ClientDescriptor.TENURE_OFFSET);
    }
}
