package io.ringtail.daemon.tls;

import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import io.ringtail.daemon.files.Reloaded;
import io.ringtail.daemon.log.RemoteLog;
import java.io.IOException;
import java.util.Locale;

/** TLS 1.3 for the connections of a listener, with files that may be replaced at any time. Thread-safe. */
public final class ServerTls {
    private static final long FAREWELL_MS = 1000;

    private final Reloaded<TlsIdentity> identity;

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

    /** The files' contents, for whoever refreshes them: later connections use the new ones. */
    public Reloaded<?> files() {
        return identity;
    }

    /** The certificate of new connections. */
    public CertificateState certificate() {
        TlsIdentity now = identity.get();
        return new CertificateState(
                TlsIdentity.provider().name().toLowerCase(Locale.ROOT),
                now.certificate().getSubjectX500Principal().getName(),
                now.certificate().getNotAfter().toInstant(),
                identity.problem());
    }

    /**
     * Appends TLS to a new connection's pipeline.
     *
     * @param handshakeTimeoutMs after which a connection is closed whose handshake is not complete
     */
    public void addTo(Channel channel, long handshakeTimeoutMs, RemoteLog log) {
        SslHandler handler = identity.get().context().newHandler(channel.alloc());
        handler.setHandshakeTimeoutMillis(handshakeTimeoutMs);
        handler.setCloseNotifyFlushTimeoutMillis(FAREWELL_MS);
        channel.pipeline().addLast(new PlaintextAnswer(log)).addLast(handler).addLast(new HandshakeLog(log));
    }
}
