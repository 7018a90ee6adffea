package io.ringtail.reader.text;

import io.ringtail.proto.event.EventFormat;
import io.ringtail.proto.event.FormatField;
import io.ringtail.reader.CharacterRule;
import io.ringtail.reader.EventView;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The texts shared by all JSON lines of an event.
 *
 * @param opening from the event's name to the brace of its fields
 * @param fields the indices of the fields that are written
 * @param keys the text before each field's value, by the field's index: its quoted name, and a comma if one precedes it
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record JsonShape(EventFormat format, String opening, int[] fields, String[] keys) {
    static JsonShape of(EventView event, EventFormat format) {
        List<FormatField> all = format.fields();
        int[] fields =
                IntStream.range(0, all.size()).filter(i -> !event.isCommon(i)).toArray();
        String[] keys = new String[all.size()];
        for (int i = 0; i < fields.length; i++) {
            keys[fields[i]] = (i == 0 ? "" : ",") + quoted(all.get(fields[i]).name()) + ':';
        }
        String opening = "\"event\":" + quoted(event.system() + ':' + format.name()) + ",\"fields\":{";
        return new JsonShape(format, opening, fields, keys);
    }

    private static String quoted(String text) {
        StringBuilder out = new StringBuilder("\"");
        CharacterRule.JSON.append(text, out);
        return out.append('"').toString();
    }
}
