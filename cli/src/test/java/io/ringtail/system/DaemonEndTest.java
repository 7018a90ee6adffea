package io.ringtail.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A daemon one of whose threads ends or hangs: it ends with one line and a status, or reports that it is not live. */
@Order(1)
@Timeout(120)
@Tag("extensive")
@Tag("once")
final class DaemonEndTest {
    private final HttpClient client = HttpClient.newHttpClient();

    @ParameterizedTest
    @ValueSource(strings = {"daemon-conductor", "control-", "ringtail-http-"})
    void shouldEndWhenAThreadThatItNeedsFailsWithAnError(String thread) throws Exception {
        try (Debugger debugger = new Debugger();
                RingtailHost host = new RingtailHost(debugger.jvmOptions())) {
            debugger.attach();
            debugger.strike(thread, OutOfMemoryError.class);
            assertEnded(host.daemon());
        }
    }

    @Test
    void shouldEndWhenItsConductorIsInterrupted() throws Exception {
        try (Debugger debugger = new Debugger();
                RingtailHost host = new RingtailHost(debugger.jvmOptions())) {
            debugger.attach();
            debugger.interrupt("daemon-conductor");
            assertEnded(host.daemon());
        }
    }

    @Test
    void shouldNotBeLiveWhileAThreadStandsStillAndLiveAgainWhenItGoesOn() throws Exception {
        try (Debugger debugger = new Debugger();
                RingtailHost host = new RingtailHost(debugger.jvmOptions())) {
            debugger.attach();
            Eventually.until("it is ready", () -> get(host, "/readyz").statusCode() == 200);
            debugger.suspend("daemon-conductor");
            Eventually.until("it is not live", () -> get(host, "/livez").statusCode() == 503);
            assertThat(get(host, "/livez").body())
                    .startsWith("[-]conductor failed: it has not completed an iteration for 1")
                    .hasLineCount(1);
            assertThat(get(host, "/livez?verbose").body()).contains("[-]conductor", "[+]control ok", "[+]http ok");
            assertThat(get(host, "/healthz").statusCode()).isEqualTo(503);
            debugger.resume("daemon-conductor");
            Eventually.until("it is live", () -> get(host, "/livez").statusCode() == 200);
            debugger.suspend("control-");
            Eventually.until("it is not live", () -> get(host, "/livez").body().startsWith("[-]control "));
        }
    }

    @Test
    void shouldNotBeLiveWhileNoReceiverIsWoken() throws Exception {
        try (Debugger debugger = new Debugger();
                RingtailHost host = new RingtailHost(debugger.jvmOptions());
                RingtailProcess tail = host.start("tail", "--dir", host.dir(), "--from", "oldest")) {
            debugger.attach();
            Eventually.until("it is ready", () -> get(host, "/readyz").statusCode() == 200);
            host.run("load", "--dir", host.dir(), "--threads", "1", "--count", "1");
            assertThat(tail.out().readLine()).contains("tick:");
            debugger.suspend("ringtail-watch");
            Eventually.until("it is not live", () -> get(host, "/livez").statusCode() == 503);
            assertThat(get(host, "/livez").body())
                    .startsWith("[-]watch failed: it has not completed an iteration for 1")
                    .hasLineCount(1);
            debugger.resume("ringtail-watch");
            Eventually.until("it is live", () -> get(host, "/livez").statusCode() == 200);
        }
    }

    @Test
    void shouldNotBeLiveWhileTriggersAreNotEvaluated() throws Exception {
        try (Debugger debugger = new Debugger();
                RingtailHost host = new RingtailHost(debugger.jvmOptions())) {
            debugger.attach();
            Eventually.until("it is ready", () -> get(host, "/readyz").statusCode() == 200);
            host.run("load", "--dir", host.dir(), "--threads", "1", "--count", "1");
            host.run("trigger", "add", "load:tick", "--do", "count", "--dir", host.dir());
            debugger.suspend("ringtail-triggers");
            Eventually.until("it is not live", () -> get(host, "/livez").body().startsWith("[-]triggers "));
        }
    }

    @Test
    void shouldBeHaltedWhenItIsAskedToEndAndAThreadStandsStill() throws Exception {
        try (Debugger debugger = new Debugger();
                RingtailHost host = new RingtailHost(debugger.jvmOptions())) {
            debugger.attach();
            debugger.suspend("daemon-conductor");
            host.daemon().terminate();
            assertThat(host.daemon().status()).isEqualTo(1);
            assertThat(host.daemon().err()).contains("ringtail: the daemon was asked to stop (still running after");
        }
    }

    private static void assertEnded(RingtailProcess daemon) throws Exception {
        assertThat(daemon.status()).isEqualTo(1);
        assertThat(daemon.err().lines().filter(line -> line.startsWith("ringtail: ")))
                .singleElement()
                .asString()
                .contains("so the daemon stops");
    }

    private HttpResponse<String> get(RingtailHost host, String path) throws Exception {
        return client.send(HttpRequest.newBuilder(URI.create(host.url() + path)).build(), BodyHandlers.ofString());
    }
}
