package io.ringtail.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.proto.event.EventSchema;
import io.ringtail.proto.event.FieldType;
import org.junit.jupiter.api.Test;

/** A type before the first attach. */
class EventTypeTest {
    private final Threads threads = new Threads();
    private final EventType type = EventType.of(
            EventSchema.builder("x", "y").field("number", FieldType.U64).build(), threads, () -> {});

    @Test
    void shouldCountAnEarlyEventForWhichThereIsNoMemory() {
        Binding early = Binding.early(
                type, new RecordLayout(EventSchema.builder("x", "y").build()));
        type.onNoRecord(early, new OutOfMemoryError("for a test"));
        assertThat(threads.early().lost()).isEqualTo(1);
        type.onNoSpan(new OutOfMemoryError("for a test"));
        assertThat(threads.early().lost()).isEqualTo(2);
    }

    @Test
    void shouldCountNoSpanForWhichThereIsNoMemoryOnceItIsClosed() {
        type.close();
        type.onNoSpan(new OutOfMemoryError("for a test"));
        assertThat(threads.early().lost()).isZero();
    }
}
