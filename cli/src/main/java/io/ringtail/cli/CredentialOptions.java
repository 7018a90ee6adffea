package io.ringtail.cli;

import io.ringtail.reader.tls.ClientCredentials;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The options with which a daemon at a URL is verified, and with which this side identifies itself. Each has an
 * environment variable, which commands on this machine's daemon ignore. But for the token, they serve for other servers
 * of a command, too.
 */
final class CredentialOptions {
    private static final String HTTPS = "https://";

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--ca",
            paramLabel = "FILE",
            description = "With an https:// URL: trust only the authorities whose certificates are in FILE, in PEM"
                    + " (default: RINGTAIL_CA, or those of the JDK).")
    private @Nullable Path ca;

    @Option(
            names = "--cert",
            paramLabel = "FILE",
            description = "With an https:// URL: a client certificate, in PEM (default: RINGTAIL_CERT).")
    private @Nullable Path certificate;

    @Option(
            names = "--key",
            paramLabel = "FILE",
            description = "The private key of --cert, in PEM (PKCS#8), for you alone (default: RINGTAIL_KEY).")
    private @Nullable Path key;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "A file with a token, for you alone; it is sent only over TLS or to this machine (default:"
                    + " RINGTAIL_TOKEN_FILE).")
    private @Nullable Path token;

    private boolean isForOther;

    /** The files for a daemon at a URL. */
    ClientCredentials forUrl(String url) {
        if (!isTls(url) && !isForOther && (ca != null || certificate != null || key != null)) {
            throw new ParameterException(
                    spec.commandLine(), "--ca, --cert and --key need TLS: give a --url that begins with " + HTTPS);
        }
        return files(or(token, "RINGTAIL_TOKEN_FILE"));
    }

    /** The files for another server than the daemon, without the token. Comes before those for the daemon. */
    ClientCredentials forOther(String url) {
        isForOther = isTls(url);
        return files(null);
    }

    private static boolean isTls(String url) {
        return url.toLowerCase(Locale.ROOT).startsWith(HTTPS);
    }

    private ClientCredentials files(@Nullable Path tokenFile) {
        return new ClientCredentials(
                or(ca, "RINGTAIL_CA"), or(certificate, "RINGTAIL_CERT"), or(key, "RINGTAIL_KEY"), tokenFile);
    }

    /** Rejects these options for a daemon on this machine, which needs none. */
    void requireNoneGiven() {
        if (token != null || (!isForOther && (ca != null || certificate != null || key != null))) {
            throw new ParameterException(
                    spec.commandLine(), "--ca, --cert, --key and --token-file are for a daemon at a URL: give --url");
        }
    }

    private static @Nullable Path or(@Nullable Path given, String variable) {
        String text = System.getenv(variable);
        return given != null || text == null || text.isEmpty() ? given : Path.of(text);
    }
}
