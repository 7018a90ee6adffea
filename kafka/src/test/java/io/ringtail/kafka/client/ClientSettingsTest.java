package io.ringtail.kafka.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringtail.reader.fleet.FleetException;
import io.ringtail.reader.fleet.FleetSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user's file may say to Kafka's clients. */
final class ClientSettingsTest {
    @TempDir
    private Path scratch;

    private Path file(String mode, String text) throws IOException {
        Path file = Files.writeString(scratch.resolve("kafka.properties"), text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }

    private static ClientSettings of(Path file) throws IOException {
        return ClientSettings.of(new FleetSettings("b:9092", "ringtail", file));
    }

    @Test
    void shouldPutTheFileBetweenDefaultsAndWhatIsFixed() throws Exception {
        ClientSettings settings =
                of(file("rw-------", "linger.ms=7\nsecurity.protocol=SSL\nfetch.min.bytes=5\n# a comment\n"));
        Map<String, Object> all = settings.with(
                Set.of("linger.ms", "security.protocol", "acks"),
                Map.of("linger.ms", 1, "batch.size", 2),
                Map.of("acks", "all"));
        assertThat(all)
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "linger.ms",
                        "7",
                        "batch.size",
                        2,
                        "security.protocol",
                        "SSL",
                        "acks",
                        "all",
                        "bootstrap.servers",
                        "b:9092"));
    }

    @Test
    void shouldRefuseASecretThatOthersCanRead() throws Exception {
        Path file = file("rw-r-----", "linger.ms=7\n");
        assertThatThrownBy(() -> of(file)).isInstanceOf(IOException.class).hasMessageContaining("chmod 600");
    }

    @Test
    void shouldRefuseWhatExactnessRestsOn() throws Exception {
        Path file = file("rw-------", "enable.idempotence=false\n");
        assertThatThrownBy(() -> of(file))
                .isInstanceOf(FleetException.class)
                .hasMessageEndingWith("sets enable.idempotence, on which exactness depends: remove that line");
    }

    @Test
    void shouldRefuseWhatKafkaDoesNotKnow() throws Exception {
        Path file = file("rw-------", "linger=7\n");
        assertThatThrownBy(() -> of(file))
                .isInstanceOf(FleetException.class)
                .hasMessageEndingWith("sets linger, which Kafka's clients do not know: correct or remove that line");
    }

    @Test
    void shouldRefuseWhatIsNoFileOfProperties() throws Exception {
        Path file = file("rw-------", "a=\\uZZZZ\n");
        assertThatThrownBy(() -> of(file)).isInstanceOf(FleetException.class).hasMessageContaining("NAME=VALUE");
    }

    @Test
    void shouldRefuseAPrefixThatCannotBeginATopicsName() {
        assertThatThrownBy(() -> ClientSettings.of(new FleetSettings("b:9092", "a b", null)))
                .isInstanceOf(FleetException.class)
                .hasMessageStartingWith("--topic-prefix: 'a b' cannot begin a topic's name");
    }
}
