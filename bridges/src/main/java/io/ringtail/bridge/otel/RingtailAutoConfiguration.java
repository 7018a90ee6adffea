package io.ringtail.bridge.otel;

import io.opentelemetry.sdk.autoconfigure.spi.AutoConfigurationCustomizer;
import io.opentelemetry.sdk.autoconfigure.spi.AutoConfigurationCustomizerProvider;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigProperties;
import io.opentelemetry.sdk.trace.SdkTracerProviderBuilder;
import io.ringtail.bridge.Failures;
import io.ringtail.bridge.UsedTracer;

/**
 * Adds a {@link RingtailSpanProcessor} to an SDK that configures itself ({@code
 * opentelemetry-sdk-extension-autoconfigure}), on the run directory of the property {@code ringtail.dir}.
 *
 * <p>The application names this class in {@code
 * META-INF/services/io.opentelemetry.sdk.autoconfigure.spi.AutoConfigurationCustomizerProvider}. The jar has no such file
 * itself: where the jar is an agent, and the application loads OpenTelemetry with another class loader, the file would
 * be found, this class could not be linked, and the application's SDK would not start.
 */
public final class RingtailAutoConfiguration implements AutoConfigurationCustomizerProvider {
    private final Failures failures = new Failures("OpenTelemetry");

    /** Creates the provider; the service loader calls this. */
    public RingtailAutoConfiguration() {}

    @Override
    public void customize(AutoConfigurationCustomizer customizer) {
        customizer.addTracerProviderCustomizer(this::addProcessor);
    }

    /** Leaves the SDK as it is if anything goes wrong. */
    private SdkTracerProviderBuilder addProcessor(SdkTracerProviderBuilder builder, ConfigProperties properties) {
        try {
            return builder.addSpanProcessor(
                    new RingtailSpanProcessor(UsedTracer.connect(properties.getString("ringtail.dir"))));
        } catch (Throwable e) {
            failures.onFailure(e);
            return builder;
        }
    }
}
