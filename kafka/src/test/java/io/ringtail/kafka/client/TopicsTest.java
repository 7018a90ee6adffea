package io.ringtail.kafka.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.reader.fleet.FleetSettings;
import java.lang.reflect.Proxy;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.DescribeConfigsResult;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.internals.KafkaFutureImpl;
import org.junit.jupiter.api.Test;

/** How long the metadata of a ring buffer is needed. */
final class TopicsTest {
    private static final String PAGES = "ringtail.pages";
    private static final String SNAPSHOTS = "ringtail.snapshots";

    private final Map<String, String> retention = new HashMap<>();
    private String forbidden = "";

    private KafkaFuture<Config> config(String topic) {
        KafkaFutureImpl<Config> config = new KafkaFutureImpl<>();
        String ms = retention.get(topic);
        if (topic.equals(forbidden)) {
            config.completeExceptionally(new TopicAuthorizationException(topic));
        } else if (ms == null) {
            config.completeExceptionally(new UnknownTopicOrPartitionException(topic));
        } else {
            config.complete(new Config(List.of(new ConfigEntry("retention.ms", ms))));
        }
        return config;
    }

    private DescribeConfigsResult configs(Collection<?> resources) {
        Map<ConfigResource, KafkaFuture<Config>> configs = new HashMap<>();
        for (Object each : resources) {
            ConfigResource resource = (ConfigResource) each;
            configs.put(resource, config(resource.name()));
        }
        return new DescribeConfigsResult(configs) {};
    }

    private long retentionMs() throws Exception {
        Admin admin = (Admin) Proxy.newProxyInstance(
                Admin.class.getClassLoader(),
                new Class<?>[] {Admin.class},
                (proxy, method, arguments) -> configs((Collection<?>) arguments[0]));
        return Topics.retentionMs(ClientSettings.of(new FleetSettings("127.0.0.1:1", "ringtail", null)), admin);
    }

    @Test
    void shouldBeAsLongAsEitherTopicKeepsPages() throws Exception {
        retention.put(PAGES, "1000");
        assertThat(retentionMs()).as("without a topic of snapshots").isEqualTo(1000);
        retention.put(SNAPSHOTS, "5000");
        assertThat(retentionMs()).isEqualTo(5000);
        retention.put(SNAPSHOTS, "500");
        assertThat(retentionMs()).isEqualTo(1000);
    }

    @Test
    void shouldBeForEverIfEitherTopicKeepsThemOrDoesNotSay() throws Exception {
        retention.put(PAGES, "1000");
        retention.put(SNAPSHOTS, "-1");
        assertThat(retentionMs()).isNegative();
        retention.put(SNAPSHOTS, "1000");
        forbidden = SNAPSHOTS;
        assertThat(retentionMs()).isNegative();
        forbidden = PAGES;
        assertThat(retentionMs()).isNegative();
    }
}
