package io.ringtail.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.daemon.life.DaemonEnd;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The name of the host. With {@code -Djdk.net.hosts.file=/none}, the JVM's resolver does not know it. */
@Timeout(60)
final class NodeNameTest {
    @TempDir
    private Path scratch;

    @Test
    void shouldBeTheOneThatTheDaemonReports() throws Exception {
        DaemonSettings settings =
                new DaemonSettings().set(Setting.DIR, scratch.toString()).set(Setting.BUFFER_SIZE, "1m");
        try (RingtailDaemon daemon = RingtailDaemon.start(settings.conclude(), "test", Map.of(), new DaemonEnd())) {
            HttpRequest request =
                    HttpRequest.newBuilder(URI.create(daemon.url() + "/stats")).build();
            assertThat(HttpClient.newHttpClient()
                            .send(request, BodyHandlers.ofString())
                            .body())
                    .contains("\"host\":\"" + NodeName.own() + "\"");
        }
    }
}
