package io.ringtail.system;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.jspecify.annotations.Nullable;

/** A permission of Kafka's authorizer, and those that docs/fleet.md says that commands need. */
record Need(AclOperation operation, ResourceType type, String name) {
    static Need read(String topic) {
        return new Need(AclOperation.READ, ResourceType.TOPIC, topic);
    }

    static Need write(String topic) {
        return new Need(AclOperation.WRITE, ResourceType.TOPIC, topic);
    }

    static Need describe(String topic) {
        return new Need(AclOperation.DESCRIBE, ResourceType.TOPIC, topic);
    }

    /** What each command needs, by the name of its user. */
    static Map<String, List<Need>> ofCommands(String group) {
        String pages = "ringtail.pages";
        String meta = "ringtail.meta";
        String control = "ringtail.control";
        String snapshots = "ringtail.snapshots";
        Map<String, List<Need>> all = new LinkedHashMap<>();
        all.put("ship", List.of(read(pages), write(pages), read(meta), write(meta)));
        all.put("member", List.of(describe(pages), write(snapshots), write(meta), read(control), write(control)));
        all.put("read", List.of(read(pages), read(meta)));
        all.put("group", List.of(read(pages), read(meta), new Need(AclOperation.READ, ResourceType.GROUP, group)));
        all.put("ask", List.of(read(control), write(control)));
        all.put("snapshot", List.of(read(snapshots), read(meta)));
        List<Need> examine = new ArrayList<>();
        for (String topic : List.of(pages, meta, control, snapshots)) {
            examine.add(describe(topic));
            examine.add(new Need(AclOperation.DESCRIBE_CONFIGS, ResourceType.TOPIC, topic));
        }
        examine.add(read(meta));
        all.put("examine", examine);
        List<Need> create = new ArrayList<>();
        for (String topic : List.of("made.pages", "made.meta", "made.control", "made.snapshots")) {
            create.add(new Need(AclOperation.CREATE, ResourceType.TOPIC, topic));
        }
        all.put("create", create);
        return all;
    }

    AclBinding of(String user) {
        return new AclBinding(
                new ResourcePattern(type, name, PatternType.LITERAL),
                new AccessControlEntry("User:" + user, "*", operation, AclPermissionType.ALLOW));
    }

    /** What one who lacks this may still have, which the other permissions may not imply; null for nothing. */
    @Nullable
    Need implied() {
        return type == ResourceType.TOPIC && (operation == AclOperation.READ || operation == AclOperation.WRITE)
                ? describe(name)
                : null;
    }

    String text() {
        return type == ResourceType.GROUP ? operation + " on the consumer group" : operation + " on the topic " + name;
    }
}
