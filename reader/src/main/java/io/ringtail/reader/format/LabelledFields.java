package io.ringtail.reader.format;

import io.ringtail.proto.event.EventFormat;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The fields of an event type whose values have names, as {@link io.ringtail.reader.EventView#label} gives them. */
public final class LabelledFields {
    private LabelledFields() {}

    /** Returns the indices of these fields in {@link EventFormat#fields()}. */
    public static BitSet of(EventFormat format) {
        List<FieldDecoder> fields = CompiledEvent.of("", format, Kernel.UNKNOWN).fields();
        BitSet labelled = new BitSet();
        for (int i = 0; i < fields.size(); i++) {
            labelled.set(i, fields.get(i).symbols() != null);
        }
        return labelled;
    }

    /** Returns the names of the fields' values, by field, in the format's order and with the field's sign. */
    public static Map<String, Map<Long, String>> labels(EventFormat format) {
        Map<String, Map<Long, String>> all = new HashMap<>();
        for (FieldDecoder field : CompiledEvent.of("", format, Kernel.UNKNOWN).fields()) {
            if (field.symbols() != null) {
                Map<Long, String> labels = new LinkedHashMap<>();
                field.labels().forEach((bits, name) -> labels.put(field.extended(bits), name));
                all.put(field.field().name(), labels);
            }
        }
        return all;
    }
}
