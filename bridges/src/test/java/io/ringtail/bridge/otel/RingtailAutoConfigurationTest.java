package io.ringtail.bridge.otel;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.spi.AutoConfigurationCustomizerProvider;
import io.ringtail.bridge.TestDaemon;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An SDK that configures itself, in an application whose resources name Ringtail's provider. */
@Timeout(120)
final class RingtailAutoConfigurationTest {
    @TempDir
    private Path directory;

    @TempDir
    private Path resources;

    @Test
    void shouldWriteTheSpansOfAnSdkThatConfiguresItself() throws Exception {
        try (TestDaemon daemon = new TestDaemon(directory);
                OpenTelemetrySdk sdk = configured(directory.toString())) {
            Tracer tracer = sdk.getTracer("shop");
            daemon.await("otel", events -> {
                tracer.spanBuilder("request").startSpan().end();
                return events.stream().anyMatch(event -> event.startsWith("span_end{") && event.contains("request"));
            });
        }
    }

    @Test
    void shouldLeaveTheSdkUsableWhereTheDirectoryIsNoPath() throws Exception {
        try (OpenTelemetrySdk sdk = configured("\0")) {
            assertThat(sdk.getTracer("shop").spanBuilder("request").startSpan().isRecording())
                    .isTrue();
        }
    }

    private OpenTelemetrySdk configured(String runDirectory) throws Exception {
        Path services = Files.createDirectories(resources.resolve("META-INF/services"));
        Files.writeString(
                services.resolve(AutoConfigurationCustomizerProvider.class.getName()),
                RingtailAutoConfiguration.class.getName());
        try (URLClassLoader application =
                new URLClassLoader(new URL[] {resources.toUri().toURL()})) {
            return AutoConfiguredOpenTelemetrySdk.builder()
                    .setServiceClassLoader(application)
                    .disableShutdownHook()
                    .addPropertiesSupplier(() -> Map.of(
                            "otel.traces.exporter", "none",
                            "otel.metrics.exporter", "none",
                            "otel.logs.exporter", "none",
                            "ringtail.dir", runDirectory))
                    .build()
                    .getOpenTelemetrySdk();
        }
    }
}
