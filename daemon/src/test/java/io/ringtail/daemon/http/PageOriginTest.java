package io.ringtail.daemon.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import io.ringtail.daemon.log.RemoteLog;
import io.ringtail.daemon.tls.ServerTls;
import io.ringtail.daemon.tls.TlsFiles;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whose pages may change something at a listener beyond loopback, where each Host is accepted. */
final class PageOriginTest {
    @TempDir
    private Path directory;

    /** After DNS rebinding, both headers of another site's page have its name, which denotes the daemon's address. */
    @Test
    void shouldTrustNoNameThatCanBeRebound() {
        EmbeddedChannel plain = new EmbeddedChannel();
        assertThat(isForeign(plain, "http", "evil.example:9464")).isTrue();
        assertThat(isForeign(plain, "http", "trace.example.com")).isTrue();
        assertThat(isForeign(plain, "http", "2130706433")).isTrue();
        assertThat(isForeign(plain, "http", "10.0.0.7:9464")).isFalse();
        assertThat(isForeign(plain, "http", "[2001:db8::7]:9464")).isFalse();
        assertThat(isForeign(plain, "http", "localhost:9464")).isFalse();
        assertThat(isForeign(plain, "https", "10.0.0.7:9464")).isTrue();
    }

    @Test
    void shouldTrustTheNamesOfItsCertificateButNoWildcard() throws Exception {
        SelfSigned server = SelfSigned.make(directory, "server", "DNS:trace.example.com,DNS:*.example.com");
        EmbeddedChannel encrypted = new EmbeddedChannel();
        ServerTls.open(new TlsFiles(server.certificate(), server.key(), null))
                .addTo(encrypted, 1000, new RemoteLog(System::nanoTime));
        assertThat(isForeign(encrypted, "https", "trace.example.com:9464")).isFalse();
        assertThat(isForeign(encrypted, "https", "evil.example.com:9464")).isTrue();
        assertThat(isForeign(encrypted, "https", "evil.example")).isTrue();
        assertThat(isForeign(encrypted, "http", "trace.example.com:9464")).isTrue();
        encrypted.finishAndReleaseAll();
    }

    /** Whether a page of a scheme is foreign to its own Host. */
    private static boolean isForeign(EmbeddedChannel channel, String scheme, String host) {
        FullHttpRequest request = new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.PUT, "/");
        request.headers()
                .set(HttpHeaderNames.HOST, host)
                .set(HttpHeaderNames.ORIGIN, scheme + "://" + host)
                .set("Sec-Fetch-Site", "same-origin");
        return PageOrigin.isForeign(channel, request);
    }
}
