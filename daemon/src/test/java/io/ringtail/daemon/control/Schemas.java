package io.ringtail.daemon.control;

import io.ringtail.proto.event.EventSchema;
import io.ringtail.proto.event.FieldType;

/** Event schemas for tests. */
final class Schemas {
    private Schemas() {}

    static EventSchema of(String system, String name, String... fields) {
        EventSchema.Builder builder = EventSchema.builder(system, name);
        for (String field : fields) {
            builder.field(field, FieldType.U64);
        }
        return builder.build();
    }
}
