package io.ringtail.kafka.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.kafka.record.TopicNames;
import io.ringtail.reader.fleet.FleetTopics.Finding;
import io.ringtail.reader.fleet.FleetTopics.Level;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.DescribeConfigsResult;
import org.apache.kafka.clients.admin.DescribeTopicsResult;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.internals.KafkaFutureImpl;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What brokers say of a topic that they have just been asked to make, as it was seen with a busy broker. */
@Timeout(120)
final class TopicRulesTest {
    private static final TopicNames NAMES = new TopicNames("fleet");
    private static final Node BROKER = new Node(1, "127.0.0.1", 9092);

    private final Deque<KafkaFuture<TopicDescription>> descriptions = new ArrayDeque<>();
    private final Deque<KafkaFuture<Config>> configs = new ArrayDeque<>();
    private final TopicRules rules = new TopicRules(
            (Admin) Proxy.newProxyInstance(
                    Admin.class.getClassLoader(), new Class<?>[] {Admin.class}, (proxy, method, arguments) -> {
                        return method.getName().equals("describeTopics") ? topics() : configs();
                    }),
            NAMES);

    @Test
    void shouldWaitUntilBrokersKnowTopicsAndTheseHaveLeaders() throws Exception {
        descriptions.add(unknown());
        descriptions.add(unknown());
        descriptions.add(described(null));
        configs.add(config());
        descriptions.add(described(Node.noNode()));
        configs.add(config());
        descriptions.add(described(BROKER));
        configs.add(unknown());
        descriptions.add(described(BROKER));
        configs.add(config());
        descriptions.add(unknown());
        descriptions.add(described(BROKER));
        configs.add(config());
        rules.awaitMade(List.of(NAMES.pages(), NAMES.control()));
        assertThat(descriptions).isEmpty();
        assertThat(configs).isEmpty();
    }

    @Test
    void shouldFindNothingWrongWithATopicAsItIsMade() throws Exception {
        descriptions.add(described(BROKER));
        configs.add(config());
        assertThat(rules.check(NAMES.pages())).isNotEmpty().allMatch(finding -> finding.level() == Level.OK);
    }

    @Test
    void shouldSayAtOnceThatATopicIsMissing() throws Exception {
        descriptions.add(unknown());
        descriptions.add(described(BROKER));
        configs.add(unknown());
        for (int i = 0; i < 2; i++) {
            assertThat(rules.check(NAMES.pages())).singleElement().satisfies(finding -> {
                assertThat(finding.level()).isEqualTo(Level.PROBLEM);
                assertThat(finding.text()).startsWith("there is no topic fleet.pages: create it");
            });
        }
    }

    @Test
    void shouldGoOnWhereThisUserMayNotSeeSettings() throws Exception {
        descriptions.add(described(Node.noNode()));
        configs.add(failed(new TopicAuthorizationException(NAMES.control())));
        assertThat(rules.check(NAMES.control()))
                .extracting(Finding::level)
                .containsExactly(Level.OK, Level.NOTE, Level.PROBLEM);
        descriptions.add(described(BROKER));
        configs.add(failed(new TopicAuthorizationException(NAMES.pages())));
        assertThat(rules.check(NAMES.pages())).hasSize(2).last().satisfies(finding -> {
            assertThat(finding.level()).isEqualTo(Level.NOTE);
            assertThat(finding.text()).contains("the settings of fleet.pages").contains("DESCRIBE_CONFIGS");
        });
    }

    @Test
    void shouldSayThatThisUserMayNotSeeATopic() throws Exception {
        for (String topic : List.of(NAMES.pages(), NAMES.control())) {
            descriptions.add(failed(new TopicAuthorizationException(topic)));
            assertThat(rules.check(topic)).singleElement().satisfies(finding -> {
                assertThat(finding.level()).isEqualTo(topic.equals(NAMES.pages()) ? Level.PROBLEM : Level.NOTE);
                assertThat(finding.text())
                        .contains("may not see the topic " + topic)
                        .contains("DESCRIBE");
            });
        }
    }

    @Test
    void shouldNotWaitForWhatThisUserMayNotSee() throws Exception {
        descriptions.add(failed(new TopicAuthorizationException(NAMES.pages())));
        descriptions.add(described(BROKER));
        configs.add(failed(new TopicAuthorizationException(NAMES.control())));
        rules.awaitMade(List.of(NAMES.pages(), NAMES.control()));
        assertThat(descriptions).isEmpty();
        assertThat(configs).isEmpty();
    }

    private DescribeTopicsResult topics() {
        KafkaFuture<TopicDescription> next = descriptions.remove();
        return new DescribeTopicsResult(null, Map.of(NAMES.pages(), next, NAMES.control(), next)) {};
    }

    private DescribeConfigsResult configs() {
        KafkaFuture<Config> next = configs.remove();
        return new DescribeConfigsResult(Map.of(resource(NAMES.pages()), next, resource(NAMES.control()), next)) {};
    }

    private static ConfigResource resource(String topic) {
        return new ConfigResource(ConfigResource.Type.TOPIC, topic);
    }

    private static <T> KafkaFuture<T> unknown() {
        return failed(new UnknownTopicOrPartitionException());
    }

    private static <T> KafkaFuture<T> failed(RuntimeException failure) {
        KafkaFutureImpl<T> future = new KafkaFutureImpl<>();
        future.completeExceptionally(failure);
        return future;
    }

    private static KafkaFuture<TopicDescription> described(@Nullable Node leader) {
        TopicPartitionInfo partition = new TopicPartitionInfo(0, leader, List.of(BROKER), List.of(BROKER));
        return KafkaFuture.completedFuture(new TopicDescription(NAMES.pages(), false, List.of(partition)));
    }

    private static KafkaFuture<Config> config() {
        return KafkaFuture.completedFuture(new Config(List.of(
                new ConfigEntry(TopicConfig.CLEANUP_POLICY_CONFIG, "delete"),
                new ConfigEntry(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, "2097152"))));
    }
}
