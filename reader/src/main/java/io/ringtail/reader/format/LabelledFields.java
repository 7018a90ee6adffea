package io.ringtail.reader.format;

import io.ringtail.proto.event.EventFormat;
import java.util.BitSet;
import java.util.List;

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
}
