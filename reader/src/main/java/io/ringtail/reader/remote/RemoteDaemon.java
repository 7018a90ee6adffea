package io.ringtail.reader.remote;

import io.ringtail.proto.layout.RunFiles;
import io.ringtail.reader.tls.ClientCredentials;
import io.ringtail.reader.tls.Loopback;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;

/**
 * A daemon at a URL, or at a UNIX socket: reads and writes its small files, and opens its stream. Blocking; any thread
 * may use it.
 */
public final class RemoteDaemon {
    private static final String EXAMPLE = "http://127.0.0.1:" + RunFiles.HTTP_PORT;
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration WORK_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(10);
    private static final int MOST_PROBLEM_BYTES = 500;
    private static final int MOST_TEXT_BYTES = 32 << 20;
    private static final int OK = 200;
    private static final int UNAUTHORIZED = 401;
    private static final String HTTPS = "https";
    private static final int MOST_PORT = 65_535;

    /** From this status on, the request is not at fault. */
    private static final int SERVER_ERROR = 500;

    /** What requests are sent to: their URLs need a host, whatever the wire. */
    private static final URI ANY_HOST = URI.create("http://localhost");

    private final URI base;
    private final URI target;
    private final Wire wire;
    /** The token; empty if there is none. */
    private final String bearer;
    /** Whether there is a client certificate, which is used if the daemon asks for one of its issuer. */
    private final boolean certified;

    private final Patience patience;

    private RemoteDaemon(URI base, URI target, Wire wire, String bearer, boolean certified, Patience patience) {
        this.base = base;
        this.target = target;
        this.wire = wire;
        this.bearer = bearer;
        this.certified = certified;
        this.patience = patience;
    }

    /**
     * Returns the daemon that listens on a UNIX socket of this machine, and identifies this process by its user. Sends
     * nothing yet.
     */
    public static RemoteDaemon local(Path socket) {
        Path whole = socket.toAbsolutePath();
        return new RemoteDaemon(
                URI.create("unix:" + whole.toUri().getRawPath()),
                ANY_HOST,
                new SocketWire(whole),
                "",
                false,
                Patience.NONE);
    }

    private static Wire wire(URI base, ClientCredentials credentials) throws IOException {
        HttpClient.Builder builder =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT_TIMEOUT);
        if (HTTPS.equals(base.getScheme())) {
            SSLParameters tls = new SSLParameters();
            tls.setProtocols(new String[] {"TLSv1.3"});
            builder.sslContext(credentials.context()).sslParameters(tls);
        } else {
            requireNoSecret(base, credentials);
        }
        return new NetworkWire(builder.build(), NetworkWire.MOST_SILENCE);
    }

    /** Keeps a token away from connections that others can read. */
    private static void requireNoSecret(URI base, ClientCredentials credentials) throws RemoteException {
        if (credentials.token() != null && !Loopback.isName(base.getHost())) {
            throw new RemoteException("a token is not sent to " + base
                    + " without TLS, where others could read it: give an https:// URL, or omit --token-file");
        }
    }

    /** Returns the daemon at a URL, without credentials; see {@link #at(String, ClientCredentials)}. */
    public static RemoteDaemon at(String url) throws IOException {
        return at(url, ClientCredentials.NONE);
    }

    /**
     * Returns the daemon at a URL like {@code http://HOST:PORT} or {@code https://HOST:PORT}; {@code HOST:PORT}
     * suffices for the former. Reads the credentials' files, and sends nothing yet. Over TLS the host's name is always
     * verified; a token is sent only over TLS or to a loopback address.
     *
     * @throws IOException if the text is no such URL, or a file cannot be used
     */
    public static RemoteDaemon at(String url, ClientCredentials credentials) throws IOException {
        String whole = url.contains("://") ? url : "http://" + url;
        try {
            URI uri = new URI(whole.endsWith("/") ? whole.substring(0, whole.length() - 1) : whole);
            if (isOfDaemon(uri)) {
                return new RemoteDaemon(
                        uri,
                        uri,
                        wire(uri, credentials),
                        credentials.bearer(),
                        credentials.certificate() != null,
                        Patience.NONE);
            }
        } catch (URISyntaxException e) {
            throw new RemoteException("'" + url + "' is not a URL: give one like " + EXAMPLE, e);
        }
        throw new RemoteException("'" + url + "' is not the URL of a daemon: give one like " + EXAMPLE);
    }

    /** Returns whether a URL has a host and a valid port, and nothing that a daemon does not accept. */
    private static boolean isOfDaemon(URI uri) {
        return ("http".equals(uri.getScheme()) || HTTPS.equals(uri.getScheme()))
                && uri.getHost() != null
                && uri.getRawUserInfo() == null
                && uri.getRawQuery() == null
                && uri.getRawFragment() == null
                && (uri.getPort() == -1 || (uri.getPort() > 0 && uri.getPort() <= MOST_PORT));
    }

    /**
     * Returns the same daemon, to which a request beyond a limit is repeated when the daemon allows it, for some time.
     * Otherwise such a request fails with {@link BusyException}.
     *
     * @param mostNs for one request, in ns
     * @param notices receives a line when a request waits for the first time
     */
    public RemoteDaemon patient(long mostNs, Consumer<String> notices) {
        return new RemoteDaemon(base, target, wire, bearer, certified, new Patience(mostNs, notices));
    }

    /** Returns the daemon's URL. */
    public URI base() {
        return base;
    }

    /** Opens the stream of the pages of all CPUs, and reads its first frame. */
    public RemoteStream stream(StreamQuery query) throws IOException {
        return RemoteStream.open(this, send("/stream" + query.text(), "*/*", ""));
    }

    /** Returns a file's text. */
    public String read(String path, String accept) throws IOException {
        return text(send(path, accept, ""));
    }

    /** Writes a file, and returns its new contents. */
    public String write(String path, String body) throws IOException {
        return text(send(path, "*/*", body));
    }

    /** Makes the daemon perform an action that may take some time, and returns its answer. */
    public String post(String path, Map<String, String> parameters) throws IOException {
        return text(
                send(path, post(path + query(parameters)).timeout(WORK_TIMEOUT).build()));
    }

    /** Makes the daemon remove something, and returns its answer. */
    public String delete(String path, Map<String, String> parameters) throws IOException {
        HttpRequest.Builder request = request(path + query(parameters)).DELETE();
        return text(send(path, request.timeout(WORK_TIMEOUT).build()));
    }

    private static String query(Map<String, String> parameters) {
        return parameters.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&", "?", ""));
    }

    /** Makes the daemon send the data available now to a stream, and end it. */
    void finish(String session) throws IOException {
        HttpRequest.Builder request = post("/finish?session=" + URLEncoder.encode(session, StandardCharsets.UTF_8));
        text(send("/finish", request.timeout(ANSWER_TIMEOUT).build()));
    }

    private HttpRequest.Builder post(String pathAndQuery) {
        return request(pathAndQuery).POST(BodyPublishers.noBody());
    }

    private HttpRequest.Builder request(String pathAndQuery) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(target + pathAndQuery));
        return bearer.isEmpty() ? request : request.header("Authorization", "Bearer " + bearer);
    }

    private String text(Answer answer) throws IOException {
        try (InputStream body = answer.body()) {
            return new String(body.readNBytes(MOST_TEXT_BYTES), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new RemoteException(base + " has not given its whole answer: " + e.getMessage(), e);
        }
    }

    private Answer send(String pathAndQuery, String accept, String put) throws IOException {
        HttpRequest.Builder request =
                request(pathAndQuery).timeout(ANSWER_TIMEOUT).header("Accept", accept);
        HttpRequest whole = put.isEmpty()
                ? request.build()
                : request.PUT(BodyPublishers.ofString(put)).build();
        return send(pathAndQuery, whole);
    }

    private Answer send(String pathAndQuery, HttpRequest whole) throws IOException {
        try {
            return sendPatiently(pathAndQuery, whole);
        } catch (ConnectException | HttpConnectTimeoutException e) {
            throw new RemoteException(
                    "cannot connect to " + base
                            + ": start a daemon there, or give its --url (see the address file in its"
                            + " run directory)",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RemoteException("interrupted while waiting for " + base, e);
        } catch (RemoteException e) {
            throw e;
        } catch (SSLException e) {
            throw TlsFailure.of(base, e);
        } catch (IOException e) {
            throw new RemoteException("no Ringtail daemon answers at " + base + ": " + e.getMessage() + suspicion(), e);
        }
    }

    private Answer sendPatiently(String pathAndQuery, HttpRequest whole) throws IOException, InterruptedException {
        long sinceNs = System.nanoTime();
        while (true) {
            Answer answer = wire.send(whole);
            if (answer.status() == OK) {
                return answer;
            }
            RemoteException refused = refused(pathAndQuery, answer);
            if (!(refused instanceof BusyException busy)) {
                throw refused;
            }
            patience.await(busy, sinceNs);
        }
    }

    /** Since TLS 1.3, a connection whose certificate is rejected may end before the client reads the reason. */
    private String suspicion() {
        return certified
                ? "; perhaps it rejects the client certificate: give --cert FILE issued by its --tls-client-ca"
                : "";
    }

    /** What to do where the daemon does not know who this is. */
    private String remedy() {
        if (!bearer.isEmpty()) {
            return "check the file of --token-file";
        }
        return certified
                ? "the daemon accepts no certificate of the issuer of --cert"
                : "give --token-file FILE, or a client certificate with --cert and --key";
    }

    private RemoteException refused(String path, Answer rejection) throws IOException {
        try (InputStream body = rejection.body()) {
            String line = new String(body.readNBytes(MOST_PROBLEM_BYTES), StandardCharsets.UTF_8)
                    .lines()
                    .findFirst()
                    .orElse("")
                    .replaceAll("\\p{Cc}", "?");
            String answer = base + path + " answers " + rejection.status() + ": " + line;
            if (rejection.status() == UNAUTHORIZED) {
                answer += " (" + remedy() + ")";
            }
            long seconds = BusyException.seconds(rejection);
            if (seconds >= 0) {
                return new BusyException(answer, seconds);
            }
            return rejection.status() < SERVER_ERROR
                    ? new RefusedException(rejection.status(), bearer.isEmpty() && !certified, answer)
                    : new RemoteException(answer);
        }
    }
}
