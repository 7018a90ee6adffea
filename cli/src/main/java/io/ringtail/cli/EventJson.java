package io.ringtail.cli;

import io.ringtail.proto.event.EventProperties;
import io.ringtail.proto.event.FormatField;
import io.ringtail.reader.CharacterRule;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A registered event as an object of JSON; what an event or a field does not have is absent. */
final class EventJson {
    private final StringBuilder out = new StringBuilder();

    private EventJson() {}

    static String of(ListedEvent event) {
        EventJson json = new EventJson();
        json.append(event);
        return json.out.toString();
    }

    private void append(ListedEvent event) {
        EventProperties properties = event.properties();
        out.append("{\"event\":");
        quote(event.name());
        out.append(",\"id\":").append(event.id()).append(",\"enabled\":").append(event.enabled());
        member("level", properties.of(EventProperties.Key.LEVEL));
        member("label", properties.of(EventProperties.Key.LABEL));
        member("description", properties.of(EventProperties.Key.DESCRIPTION));
        member("sampled", properties.of(EventProperties.Key.SAMPLED));
        out.append(",\"fields\":[");
        String separator = "{\"name\":";
        for (FormatField field : event.fields().orElse(List.of())) {
            out.append(separator);
            quote(field.name());
            append(event, field);
            out.append('}');
            separator = ",{\"name\":";
        }
        out.append("]}");
    }

    private void append(ListedEvent event, FormatField field) {
        EventProperties properties = event.properties();
        member("type", Optional.of(ListedEvent.type(field) + ListedEvent.dimension(field)));
        member("label", properties.of(field.name(), EventProperties.Key.LABEL));
        member("unit", properties.of(field.name(), EventProperties.Key.UNIT));
        member("description", properties.of(field.name(), EventProperties.Key.DESCRIPTION));
        Map<Long, String> values = event.values(field);
        if (!values.isEmpty()) {
            out.append(",\"values\":{");
            String separator = "";
            for (Map.Entry<Long, String> value : values.entrySet()) {
                out.append(separator).append('"').append(value.getKey()).append("\":");
                quote(value.getValue());
                separator = ",";
            }
            out.append('}');
        }
    }

    private void member(String name, Optional<String> value) {
        if (value.isPresent()) {
            out.append(",\"").append(name).append("\":");
            quote(value.get());
        }
    }

    private void quote(String text) {
        CharacterRule.JSON.append(text, out.append('"'));
        out.append('"');
    }
}
