package io.ringtail.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.client.ring.WriterRing;
import io.ringtail.proto.layout.BufferMode;
import io.ringtail.proto.layout.RingGeometry;
import io.ringtail.proto.memory.MappedRegion;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The texts that a writer stages. */
@Timeout(60)
class TypedWriterTest {
    private static final String USUAL = "a".repeat(20);
    /** Its last character needs a further call. */
    private static final String OTHER = "bbbbü";

    private static final int LEVELS = 200;

    private final TypedWriter writer = new TypedWriter(new LostEvents());
    private final ByteBuffer memory;

    @SuppressWarnings("NullAway") // only the ring is used
    TypedWriterTest() {
        RingGeometry geometry = new RingGeometry(4096, 4);
        memory = ByteBuffer.allocateDirect(Math.toIntExact(geometry.regionLength()));
        WriterRing ring = new WriterRing(0, new MappedRegion(memory), geometry, BufferMode.OVERWRITE);
        writer.follow(null, null, ring, null, 1);
    }

    @Test
    void shouldStageATextAsItIsAfterAnotherWasLeftUnfinished() throws Exception {
        Set<String> staged = new HashSet<>();
        Thread thread = new Thread(null, () -> overflow(staged), "overflow", 256 << 10);
        thread.start();
        thread.join();
        assertThat(staged).containsExactly(USUAL);
    }

    private void overflow(Set<String> staged) {
        for (int level = 0; level < LEVELS; level++) {
            staged.add(stage(USUAL));
            descend(level);
            staged.add(stage(USUAL));
        }
    }

    /** Stages the other text at a level above the deepest one that the stack has room for. */
    @SuppressWarnings("InfiniteRecursion") // until the stack is exhausted
    private int descend(int level) {
        int above;
        try {
            above = descend(level) + 1;
        } catch (StackOverflowError e) {
            above = 0;
        }
        if (above == level) {
            try {
                writer.beginTexts(0);
                writer.text(OTHER);
            } catch (StackOverflowError e) {
                return above + 1;
            }
        }
        return above;
    }

    private String stage(String text) {
        writer.beginTexts(0);
        writer.text(text);
        writer.putTexts(0, 0);
        byte[] bytes = new byte[writer.textsEnd() - 1];
        memory.get(0, bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
