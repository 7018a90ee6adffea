package io.ringtail.reader.perfetto;

import io.ringtail.reader.protobuf.ProtoBuffer;
import java.util.HashMap;
import java.util.Map;

/** Texts that a trace contains once, and then refers to by number. */
final class Interned {
    private static final int IID = 1;
    private static final int NAME = 2;

    private final int field;
    private final Map<String, Integer> numbers = new HashMap<>();

    /** Creates an empty set, whose entries are in this field of {@code InternedData}. */
    Interned(int field) {
        this.field = field;
    }

    /** Returns the number of a text, which is appended to the packet's interned data if it is new. */
    int number(String text, ProtoBuffer added) {
        Integer known = numbers.get(text);
        if (known != null) {
            return known;
        }
        int number = numbers.size() + 1;
        numbers.put(text, number);
        int start = added.begin(field);
        added.number(IID, number).text(NAME, text);
        added.end(start);
        return number;
    }
}
