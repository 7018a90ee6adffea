package io.ringtail.client;

import io.ringtail.proto.event.EventSchema;
import io.ringtail.proto.event.Field;
import io.ringtail.proto.event.FieldType;
import java.util.Arrays;
import java.util.List;

/** A schema in the form that a record needs: arrays with one entry for each field. */
final class RecordLayout {
    /** The maximum size of a payload in bytes: a text's offset and length have 16 bits each. */
    static final int MAX_PAYLOAD = 65_528;

    /** The number of bits of a place that hold the field's type, below its offset. */
    static final int TYPE_BITS = 5;

    static final int TYPE_MASK = (1 << TYPE_BITS) - 1;
    /** The number of places after the last field's that match no type: one for all fields set, one for misuse. */
    static final int ENDS = 2;
    /** The places if there is no layout: no field matches. */
    static final int[] NOWHERE = {TYPE_MASK, TYPE_MASK};

    /** Each field's offset and type in one word, so that a record looks up both at once; followed by the ends. */
    final int[] places;
    /** The number of bytes that each field occupies in the fixed part. */
    final int[] sizes;
    /** The number of STRING fields after each field. */
    final int[] stringsAfter;

    final int fixedSize;
    final int strings;
    /** Whether alignment leaves bytes between fields that no field covers. */
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

    /** Returns whether a field is a text of any length. */
    @SuppressWarnings("EnumOrdinal") // as the places name the types
    boolean isString(int field) {
        return (places[field] & TYPE_MASK) == FieldType.STRING.ordinal();
    }

    /** Returns the minimum payload of an event in bytes: every text is empty. */
    int least() {
        return fixedSize + strings;
    }
}
