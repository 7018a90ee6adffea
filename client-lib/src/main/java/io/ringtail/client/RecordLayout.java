package io.ringtail.client;

import io.ringtail.proto.event.EventSchema;
import io.ringtail.proto.event.Field;
import io.ringtail.proto.event.FieldType;
import java.util.List;

/** A schema as a record needs it: arrays, one entry a field. */
final class RecordLayout {
    /** The most bytes of a payload: a text's place and length are 16 bits each. */
    static final int MAX_PAYLOAD = 65_528;

    final FieldType[] types;
    final int[] offsets;
    final int[] sizes;
    /** STRING fields behind each field. */
    final int[] stringsAfter;

    final int fixedSize;
    final int strings;
    /** Whether alignment leaves bytes between fields that no field fills. */
    final boolean gaps;

    RecordLayout(EventSchema schema) {
        List<Field> fields = schema.fields();
        int count = fields.size();
        types = new FieldType[count];
        offsets = new int[count];
        sizes = new int[count];
        stringsAfter = new int[count];
        fixedSize = schema.fixedSize();
        int seen = 0;
        int used = EventSchema.COMMON_SIZE;
        for (int i = count - 1; i >= 0; i--) {
            Field field = fields.get(i);
            types[i] = field.type();
            offsets[i] = field.offset();
            sizes[i] = field.size();
            stringsAfter[i] = seen;
            seen += field.type() == FieldType.STRING ? 1 : 0;
            used += field.size();
        }
        strings = seen;
        gaps = used != fixedSize;
    }

    /** The least payload that an event can have: each text empty. */
    int least() {
        return fixedSize + strings;
    }
}
