package io.ringtail.reader.otlp;

import io.ringtail.reader.tls.ClientCredentials;
import io.ringtail.reader.tls.Loopback;
import io.ringtail.reader.tls.UntrustedServerException;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/** An OTLP receiver at a URL, such as OpenTelemetry's Collector. For one thread. */
public final class OtlpReceiver {
    private static final String EXAMPLE = "http://127.0.0.1:4318";
    private static final String PATH = "/v1/traces";
    private static final String HTTPS = "https";
    private static final int MOST_PORT = 65_535;
    /** The port of OTLP's other transport. */
    private static final int GRPC_PORT = 4317;

    private static final int MOST_ANSWER_BYTES = 1 << 16;
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final long ANSWER_SECONDS = 30;

    private final URI url;
    private final HttpClient client;
    private final Map<String, String> headers;

    private OtlpReceiver(URI url, HttpClient client, Map<String, String> headers) {
        this.url = url;
        this.client = client;
        this.headers = headers;
    }

    /**
     * Returns the receiver at a URL; {@code /v1/traces} is added to one without a path, and {@code http://} to one
     * without a scheme. Reads the files, and sends nothing yet. Over TLS the host's name is always verified; headers of
     * a file are sent only over TLS or to a loopback address.
     *
     * @param credentials what to trust, and a client certificate; its token is not used
     * @param headersFile a file with headers, which may be secret; null for none
     * @throws IOException if the text is no such URL, or a file cannot be used
     */
    public static OtlpReceiver at(String url, ClientCredentials credentials, @Nullable Path headersFile)
            throws IOException {
        URI whole = parse(url);
        Map<String, String> headers = Map.of();
        if (headersFile != null) {
            if (!HTTPS.equals(whole.getScheme()) && !Loopback.isName(whole.getHost())) {
                throw new OtlpException("the headers of " + headersFile + " are not sent to " + whole
                        + " without TLS, where others could read them: give an https:// URL");
            }
            headers = OtlpHeaders.read(headersFile);
        }
        HttpClient.Builder builder =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT_TIMEOUT);
        if (HTTPS.equals(whole.getScheme())) {
            builder.sslContext(credentials.context());
        }
        return new OtlpReceiver(whole, builder.build(), headers);
    }

    private static URI parse(String text) throws OtlpException {
        try {
            URI uri = new URI(text.contains("://") ? text : "http://" + text);
            String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
            if ((scheme.equals("http") || scheme.equals(HTTPS))
                    && uri.getHost() != null
                    && uri.getRawUserInfo() == null
                    && uri.getRawFragment() == null
                    && (uri.getPort() == -1 || (uri.getPort() > 0 && uri.getPort() <= MOST_PORT))) {
                String path = uri.getRawPath().isEmpty() || uri.getRawPath().equals("/") ? PATH : uri.getRawPath();
                String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
                return new URI(scheme + "://" + uri.getRawAuthority() + path + query);
            }
        } catch (URISyntaxException e) {
            throw new OtlpException("'" + text + "' is not a URL: give one like " + EXAMPLE, e);
        }
        throw new OtlpException("'" + text + "' is not the URL of an OTLP receiver: give one like " + EXAMPLE);
    }

    /** Returns the URL that spans are sent to. */
    public URI url() {
        return url;
    }

    /** Sends a compressed request once, and waits for the answer. */
    Outcome send(byte[] request) throws InterruptedException {
        HttpRequest.Builder post = HttpRequest.newBuilder(url)
                .header("Content-Type", "application/x-protobuf")
                .header("Content-Encoding", "gzip")
                .header("User-Agent", "ringtail")
                .POST(BodyPublishers.ofByteArray(request));
        headers.forEach(post::setHeader);
        CompletableFuture<HttpResponse<byte[]>> answer =
                client.sendAsync(post.build(), head -> new BoundedBody(MOST_ANSWER_BYTES));
        try {
            return AnswerText.outcome(answer.get(ANSWER_SECONDS, TimeUnit.SECONDS));
        } catch (TimeoutException e) {
            return Outcome.later(url + " does not answer within " + ANSWER_SECONDS + " s", -1);
        } catch (ExecutionException e) {
            return failed(e.getCause() == null ? e : e.getCause());
        } finally {
            answer.cancel(true);
        }
    }

    private Outcome failed(Throwable problem) {
        String untrusted = UntrustedServerException.messageIn(problem);
        if (untrusted != null) {
            return Outcome.useless("the receiver at " + url + " cannot be trusted: " + untrusted);
        }
        String message = problem.getMessage();
        String text = message == null ? "no connection" : AnswerText.line(message);
        if (problem instanceof SSLHandshakeException
                || (problem instanceof SSLException
                        && text.toLowerCase(Locale.ROOT).contains("ssl message"))) {
            return Outcome.useless("cannot speak TLS with " + url + " (" + text
                    + "): check that it serves TLS, and give --cert FILE and --key FILE if it asks for a certificate");
        }
        String hint = url.getPort() == GRPC_PORT ? "; port 4317 is that of gRPC: its HTTP is usually at 4318" : "";
        return Outcome.later("cannot send to " + url + " (" + text + ")" + hint, -1);
    }
}
