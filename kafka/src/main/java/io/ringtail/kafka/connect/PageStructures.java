package io.ringtail.kafka.connect;

import io.ringtail.kafka.record.ShippedPage;
import io.ringtail.kafka.serde.FleetEvent;
import io.ringtail.kafka.serde.FleetPage;
import io.ringtail.proto.stream.Position;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;

/**
 * The schemas of pages and events, and their structures. A schema is one for all events: so an event's fields are in maps,
 * one for each kind of value, by the fields' names.
 */
public final class PageStructures {
    /** The schema of an event. */
    public static final Schema EVENT = SchemaBuilder.struct()
            .name("io.ringtail.Event")
            .field("time_ns", Schema.INT64_SCHEMA)
            .field("tid", Schema.INT32_SCHEMA)
            .field("pid", Schema.INT32_SCHEMA)
            .field("comm", Schema.OPTIONAL_STRING_SCHEMA)
            .field("system", Schema.OPTIONAL_STRING_SCHEMA)
            .field("name", Schema.OPTIONAL_STRING_SCHEMA)
            .field("numbers", mapOf(Schema.INT64_SCHEMA))
            .field("reals", mapOf(Schema.FLOAT64_SCHEMA))
            .field("flags", mapOf(Schema.BOOLEAN_SCHEMA))
            .field("texts", mapOf(Schema.STRING_SCHEMA))
            .field("lists", mapOf(SchemaBuilder.array(Schema.INT64_SCHEMA).build()))
            .build();

    /** The schema of a page. */
    public static final Schema PAGE = SchemaBuilder.struct()
            .name("io.ringtail.Page")
            .field("host", Schema.STRING_SCHEMA)
            .field("boot", Schema.STRING_SCHEMA)
            .field("cpu", Schema.INT32_SCHEMA)
            .field("session", Schema.INT64_SCHEMA)
            .field("generation", Schema.INT64_SCHEMA)
            .field("begin", Schema.INT64_SCHEMA)
            .field("end", Schema.INT64_SCHEMA)
            .field("lost", Schema.INT64_SCHEMA)
            .field("events", SchemaBuilder.array(EVENT).build())
            .build();

    private PageStructures() {}

    private static Schema mapOf(Schema value) {
        return SchemaBuilder.map(Schema.STRING_SCHEMA, value).build();
    }

    static Struct of(FleetPage page, ShippedPage shipped) {
        return new Struct(PAGE)
                .put("host", shipped.key().host())
                .put("boot", shipped.key().boot().toString())
                .put("cpu", shipped.key().cpu())
                .put("session", shipped.session())
                .put("generation", shipped.generation())
                .put("begin", count(shipped.begin()))
                .put("end", count(shipped.end()))
                .put("lost", page.lost())
                .put("events", page.events().stream().map(PageStructures::of).toList());
    }

    /** The events of the ring up to a position, dropped ones included. */
    private static long count(Position position) {
        return position.events() + position.dropped();
    }

    private static Struct of(FleetEvent event) {
        Map<String, Long> numbers = new LinkedHashMap<>();
        Map<String, Double> reals = new LinkedHashMap<>();
        Map<String, Boolean> flags = new LinkedHashMap<>();
        Map<String, String> texts = new LinkedHashMap<>();
        Map<String, List<?>> lists = new LinkedHashMap<>();
        event.fields().forEach((name, value) -> {
            if (value instanceof Long number) {
                numbers.put(name, number);
            } else if (value instanceof Double real) {
                reals.put(name, real);
            } else if (value instanceof Boolean flag) {
                flags.put(name, flag);
            } else if (value instanceof List<?> list) {
                lists.put(name, list);
            } else {
                texts.put(name, value.toString());
            }
        });
        return new Struct(EVENT)
                .put("time_ns", event.timeNs())
                .put("tid", event.tid())
                .put("pid", event.pid())
                .put("comm", event.comm())
                .put("system", event.system())
                .put("name", event.name())
                .put("numbers", numbers)
                .put("reals", reals)
                .put("flags", flags)
                .put("texts", texts)
                .put("lists", lists);
    }
}
