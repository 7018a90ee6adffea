package io.ringtail.client;

import io.ringtail.proto.event.EventSchema;
import io.ringtail.proto.event.Field;
import io.ringtail.proto.event.FieldType;
import java.util.Arrays;
import java.util.List;

/** A schema as a record needs it: arrays, one entry a field. */
final class RecordLayout {
    /** The most bytes of a payload: a text's place and length are 16 bits each. */
    static final int MAX_PAYLOAD = 65_528;

    /** Bits of a place that hold the field's type, below its offset. */
    static final int TYPE_BITS = 5;

    static final int TYPE_MASK = (1 << TYPE_BITS) - 1;
    /** Places behind the last field's that no type fits: one for all fields given, one for misuse. */
    static final int ENDS = 2;
    /** The places where there is no layout: no field fits. */
    static final int[] NOWHERE = {TYPE_MASK, TYPE_MASK};

    /** Where each field is and what it is, in one word, so that a record looks both up at once; and the ends. */
    final int[] places;
    /** Bytes that each field takes in the fixed part. */
    final int[] sizes;
    /** STRING fields behind each field. */
    final int[] stringsAfter;

    final int fixedSize;
    final int strings;
    /** Whether alignment leaves bytes between fields that no field fills. */
    final boolean gaps;

    @SuppressWarnings("EnumOrdinal") // never leaves this process
    RecordLayout(EventSchema schema) {
        List<Field> fields = schema.fields();
        int count = fields.size();
        places = new int[count + ENDS];
        Arrays.fill(places, count, places.length, TYPE_MASK);
        sizes = new int[count];
        stringsAfter = new int[count];
        fixedSize = schema.fixedSize();
        int seen = 0;
        int used = EventSchema.COMMON_SIZE;
        for (int i = count - 1; i >= 0; i--) {
            Field field = fields.get(i);
            places[i] = field.offset() << TYPE_BITS | field.type().ordinal();
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
