package io.ringtail.daemon.tls;

import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.AttributeKey;
import io.ringtail.daemon.files.Reloaded;
import io.ringtail.daemon.log.RemoteLog;
import java.io.IOException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** TLS 1.3 for the connections of a listener, with files that may be replaced at any time. Thread-safe. */
public final class ServerTls {
    private static final long FAREWELL_MS = 1000;
    private static final int DNS_NAME = 2;

    /** The certificate that a connection is served with; absent without TLS. */
    private static final AttributeKey<X509Certificate> CERTIFICATE =
            AttributeKey.valueOf(ServerTls.class, "certificate");

    private volatile Reloaded<TlsIdentity> identity;

    private ServerTls(Reloaded<TlsIdentity> identity) {
        this.identity = identity;
    }

    /**
     * Reads the files.
     *
     * @throws IOException if they cannot be used; the message is one line with the remedy
     */
    public static ServerTls open(TlsFiles files) throws IOException {
        return new ServerTls(Reloaded.of("TLS certificate", files.all(), () -> TlsIdentity.load(files)));
    }

    /** Serves later connections with another's files. */
    public void use(ServerTls other) {
        identity = other.identity;
    }

    /** The files' contents, for whoever refreshes them: later connections use the new ones. */
    public Reloaded<?> files() {
        return identity;
    }

    /** The certificate of new connections. */
    public CertificateState certificate() {
        Reloaded<TlsIdentity> files = identity;
        TlsIdentity now = files.get();
        return new CertificateState(
                TlsProvider.get().name().toLowerCase(Locale.ROOT),
                now.certificate().getSubjectX500Principal().getName(),
                now.certificate().getNotAfter().toInstant(),
                files.problem());
    }

    /**
     * Appends TLS to a new connection's pipeline.
     *
     * @param handshakeTimeoutMs after which a connection is closed whose handshake is not complete
     */
    public void addTo(Channel channel, long handshakeTimeoutMs, RemoteLog log) {
        TlsIdentity now = identity.get();
        channel.attr(CERTIFICATE).set(now.certificate());
        SslHandler handler = now.context().newHandler(channel.alloc());
        handler.setHandshakeTimeoutMillis(handshakeTimeoutMs);
        handler.setCloseNotifyFlushTimeoutMillis(FAREWELL_MS);
        channel.pipeline().addLast(new PlaintextAnswer(log)).addLast(handler).addLast(new HandshakeLog(log));
    }

    /** Returns whether a connection speaks TLS. */
    public static boolean isOn(Channel channel) {
        return channel.attr(CERTIFICATE).get() != null;
    }

    /** Returns whether a connection's certificate has exactly this DNS name: a wildcard does not count. */
    public static boolean certifies(Channel channel, String name) {
        X509Certificate certificate = channel.attr(CERTIFICATE).get();
        try {
            Collection<List<?>> names = certificate == null ? null : certificate.getSubjectAlternativeNames();
            return names != null
                    && names.stream()
                            .filter(entry -> entry.get(0).equals(DNS_NAME))
                            .anyMatch(entry -> name.equalsIgnoreCase(String.valueOf(entry.get(1))));
        } catch (CertificateParsingException malformed) {
            return false;
        }
    }
}
