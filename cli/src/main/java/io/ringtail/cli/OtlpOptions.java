package io.ringtail.cli;

import io.ringtail.reader.otlp.OtlpReceiver;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of an export to an OTLP receiver. */
final class OtlpOptions {
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--otlp-headers",
            paramLabel = "FILE",
            description = "With --otlp: a file with HTTP headers, for you alone, a line NAME: VALUE for each; they are"
                    + " sent only over TLS or to this machine.")
    private @Nullable Path headers;

    @Option(
            names = "--otlp-resource",
            paramLabel = "KEY=VALUE",
            description =
                    "With --otlp: an attribute of the spans' resource, such as service.name=shop; may be repeated.")
    private Map<String, String> resource = Map.of();

    @Option(
            names = "--otlp-retry",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "With --otlp: how long to try again if the receiver is away or busy; meanwhile events wait in"
                    + " their rings (default: 5m).")
    private @Nullable Duration patience;

    /**
     * Rejects these options for another format.
     *
     * @param receiver the URL of the receiver; null for another format
     */
    void requireUsable(@Nullable String receiver) {
        for (String option : List.of("--otlp-headers", "--otlp-resource", "--otlp-retry")) {
            if (receiver == null && spec.commandLine().getParseResult().hasMatchedOption(option)) {
                throw new ParameterException(
                        spec.commandLine(), option + " is for --otlp: give its URL, or leave it out");
            }
        }
        if (resource.containsKey("")) {
            throw new ParameterException(
                    spec.commandLine(), "--otlp-resource has no name: give one like service.name=shop");
        }
    }

    /** The place that spans are sent to. */
    ExportPlace place(String url, DaemonOptions where) throws IOException {
        Duration limit = patience == null ? PATIENCE : patience;
        PrintWriter err = spec.commandLine().getErr();
        return new OtlpPlace(
                OtlpReceiver.at(url, where.credentialsFor(url), headers), resource, limit.toNanos(), notice -> {
                    err.println("ringtail: " + Problems.oneLine(notice));
                    err.flush();
                });
    }
}
