package io.ringtail.proto.event;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Generates schemas of all valid shapes, deterministically from a seed. */
final class RandomSchemas {
    private static final List<FieldType> TYPES = List.of(FieldType.values());

    private final Random random;

    RandomSchemas(long seed) {
        random = new Random(seed);
    }

    EventSchema next() {
        EventSchema.Builder schema = EventSchema.builder(name("sys"), name("ev"));
        int fields = random.nextInt(EventSchema.MAX_FIELDS + 1);
        for (int i = 0; i < fields; i++) {
            addField(schema, name("f" + i));
        }
        return schema.build();
    }

    private void addField(EventSchema.Builder schema, String name) {
        FieldType type = TYPES.get(random.nextInt(TYPES.size()));
        if (type == FieldType.CHARS) {
            schema.chars(name, 1 + random.nextInt(100));
        } else if (type.isInteger() && random.nextInt(3) == 0) {
            schema.hex(name, type);
        } else if (type.isInteger() && random.nextInt(3) == 0) {
            schema.symbols(name, type, symbols(type));
        } else if (type.isInteger() && random.nextInt(3) == 0) {
            schema.fixedPoint(name, type, 1 + random.nextInt(EventSchema.MAX_DECIMALS));
        } else {
            schema.field(name, type);
        }
    }

    private Map<Long, String> symbols(FieldType type) {
        Map<Long, String> symbols = new TreeMap<>();
        int count = random.nextInt(8);
        for (int i = 0; i < count; i++) {
            long value = random.nextLong() >> (Long.SIZE - type.size() * Byte.SIZE);
            symbols.put(type.holds(value) ? value : ~value, label());
        }
        return symbols;
    }

    private String label() {
        StringBuilder label = new StringBuilder();
        int length = 1 + random.nextInt(EventSchema.MAX_LABEL_LENGTH);
        while (label.length() < length) {
            char c = (char) (' ' + random.nextInt('~' - ' ' + 1));
            label.append(c == '"' || c == '\\' ? ';' : c);
        }
        return label.toString();
    }

    private String name(String head) {
        StringBuilder name = new StringBuilder(head).append('_');
        int length = name.length() + random.nextInt(20);
        while (name.length() < length) {
            name.append("abcXYZ_019".charAt(random.nextInt(10)));
        }
        return name.toString();
    }
}
