package io.ringtail.kafka.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.reader.fleet.FleetException;
import io.ringtail.reader.fleet.FleetSettings;
import java.util.Set;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;

/** Failures as lines that say what to do. */
final class KafkaProblemTest {
    private static ClientSettings settings() throws Exception {
        return ClientSettings.of(new FleetSettings("b:9092", "ringtail", null));
    }

    private static String line(RuntimeException failure) throws Exception {
        return String.valueOf(assertThat(KafkaProblem.of(failure, settings()))
                .isInstanceOf(FleetException.class)
                .actual()
                .getMessage());
    }

    @Test
    void shouldNameThePermissionThatIsMissing() throws Exception {
        assertThat(line(GroupAuthorizationException.forGroupId("g")))
                .contains("(Not authorized to access group: g)")
                .contains("give this user READ on the consumer group");
        assertThat(line(new ClusterAuthorizationException("no"))).contains("IDEMPOTENT_WRITE on the cluster");
        TopicAuthorizationException topic = new TopicAuthorizationException(Set.of("ringtail.pages"));
        assertThat(line(topic)).endsWith(": give this user READ on the topic ringtail.pages, as docs/fleet.md says");
        assertThat(KafkaProblem.ofWriting(topic, settings()))
                .hasMessageEndingWith(": give this user WRITE on the topic ringtail.pages, as docs/fleet.md says");
        assertThat(KafkaProblem.ofDescribing(topic, settings()))
                .hasMessageContaining(
                        ": give this user DESCRIBE on the topic ringtail.pages, which READ and WRITE imply");
        assertThat(line(new TopicAuthorizationException("no"))).contains("what this command needs on the topics");
    }
}
