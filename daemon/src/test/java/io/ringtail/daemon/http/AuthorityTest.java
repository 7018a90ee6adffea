package io.ringtail.daemon.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AuthorityTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost", "LocalHost:80", "localhost.", "localhost.:9464", "localhost:", "127.0.0.1",
                        "127.0.0.1:65535",
                "127.9.8.7:0", "[::1]", "[::1]:9464", "[0:0:0:0:0:0:0:1]:80", "[::ffff:127.0.0.1]", "[::1%lo]:80",
                        "[::1%25lo]",
            })
    void shouldKnowLoopbackAddresses(String text) {
        Authority authority = Authority.parse(text);
        assertThat(authority).isNotNull();
        assertThat(authority.isLoopback()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example", "localhost.evil.example", "127.0.0.1.evil.example:80", "0.0.0.0", "[::]", "[::2]:80",
                "127.0.0.256", "[::ffff:10.0.0.1]", "10.0.0.1:80", "my_host-7.example.", "foo.localhost",
                        "[fe80::1%eth0]:80",
            })
    void shouldKnowOthers(String text) {
        Authority authority = Authority.parse(text);
        assertThat(authority).isNotNull();
        assertThat(authority.isLoopback()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                ":80",
                ".",
                "localhost..",
                ".localhost",
                "[::1].evil.example",
                "[::1]evil",
                "[::1",
                "::1",
                "[::1]:80:80",
                "127.0.0.1:80@evil",
                "user@127.0.0.1",
                "user:pass@localhost",
                "localhost:65536",
                "localhost:99999",
                "localhost:-1",
                "localhost:80a",
                "localhost:000080",
                "local%68ost",
                "localhost/path",
                "localhost, evil",
                "localhost evil",
                "[v1.x]",
                "[]",
                "[:::1]",
                "[1:2:3:4:5:6:7:8:9]",
                "[127.0.0.1]",
                "[::1%]",
                "[::1%a%b]",
                "löcal",
            })
    void shouldRefuseWhatIsNoHostAndPort(String text) {
        assertThat(Authority.parse(text)).isNull();
    }
}
