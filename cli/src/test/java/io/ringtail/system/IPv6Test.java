package io.ringtail.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Daemons on addresses of all kinds, found through their directory. */
@Timeout(120)
@Tag("once")
final class IPv6Test {
    @ParameterizedTest
    @CsvSource({
        "[::1]:0, http=[::1]:",
        "[0:0:0:0:0:0:0:1%lo]:0, http=[::1]:",
        "[::]:0, http=[::1]:",
        "0.0.0.0:0, http=127.0.0.1:"
    })
    void shouldBeReachedByTheDirectory(String http, String written) throws Exception {
        try (RingtailHost host = new RingtailHost("--http", http, "--insecure")) {
            assertThat(Files.readString(host.directory().resolve("address"))).startsWith(written);
            host.run("load", "--dir", host.dir(), "--count", "10");
            assertThat(host.run("stat", "--dir", host.dir())).contains("WRITTEN");
            assertThat(host.run("tail", "--dir", host.dir(), "--from", "oldest", "--count", "10"))
                    .hasLineCount(10);
        }
    }
}
