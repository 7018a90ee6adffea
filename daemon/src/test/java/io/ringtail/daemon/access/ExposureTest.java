package io.ringtail.daemon.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which binds are refused. */
final class ExposureTest {
    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, false, false, false, ''",
        "::1,       false, false, false, ''",
        "0.0.0.0,   true,  true,  false, ''",
        "0.0.0.0,   false, false, true,  ''",
        "0.0.0.0,   false, false, false, without TLS and authentication",
        "::,        false, false, false, without TLS and authentication",
        "192.0.2.7, true,  false, false, without authentication",
        "192.0.2.7, false, true,  false, without TLS",
    })
    void shouldRefuseToBeReachedWithoutProtection(
            String host, boolean encrypted, boolean authenticated, boolean insecure, String missing) {
        Exposure exposure = new Exposure(new InetSocketAddress(host, 9464), encrypted, authenticated, insecure);
        if (missing.isEmpty()) {
            assertThat(exposure.refusal()).isEmpty();
        } else {
            assertThat(exposure.refusal())
                    .contains("9464 " + missing, "--insecure")
                    .doesNotContain("\n");
        }
        assertThat(exposure.warning().isEmpty()).isEqualTo(!insecure);
    }
}
