package io.ringtail.kafka.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.reader.fleet.FleetException;
import io.ringtail.reader.fleet.FleetSettings;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;

/** Failures as lines that say what to do. */
final class KafkaProblemTest {
    private static String line(RuntimeException failure) throws Exception {
        ClientSettings settings = ClientSettings.of(new FleetSettings("b:9092", "ringtail", null));
        return String.valueOf(assertThat(KafkaProblem.of(failure, settings))
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
        assertThat(line(new TopicAuthorizationException("ringtail.pages")))
                .contains("ringtail.pages")
                .contains("what this command needs on the topics");
    }
}
