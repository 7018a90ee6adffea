package io.ringtail.daemon.tls;

import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.ringtail.daemon.files.OwnFiles;
import io.ringtail.reader.tls.PemFile;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What new connections are served with: a certificate, its key, and the authorities of clients.
 *
 * @param context made of them; connections keep theirs when it is replaced
 * @param certificate the server's own
 */
record TlsIdentity(SslContext context, X509Certificate certificate) {
    private static final Logger LOG = LoggerFactory.getLogger(TlsIdentity.class);
    private static final Duration SOON = Duration.ofDays(14);

    static TlsIdentity load(TlsFiles files) throws IOException {
        OwnFiles.requireUnwritable(files.certificate());
        List<X509Certificate> chain = PemFile.certificates(files.certificate());
        SslContextBuilder builder = SslContextBuilder.forServer(
                        PemFile.privateKey(files.key(), chain.get(0)), chain.toArray(new X509Certificate[0]))
                .sslProvider(TlsProvider.get())
                .protocols("TLSv1.3");
        Path clientCa = files.clientCa();
        if (clientCa != null) {
            OwnFiles.requireUnwritable(clientCa);
            // A client without a certificate may still have a token, and gets an answer that says what it lacks.
            builder.trustManager(PemFile.certificates(clientCa).toArray(new X509Certificate[0]))
                    .clientAuth(ClientAuth.OPTIONAL);
        }
        warnOfExpiry(files, chain.get(0), Instant.now());
        return new TlsIdentity(builder.build(), chain.get(0));
    }

    private static void warnOfExpiry(TlsFiles files, X509Certificate certificate, Instant now) {
        Instant end = certificate.getNotAfter().toInstant();
        if (end.isBefore(now.plus(SOON))) {
            LOG.warn(
                    "the certificate in {} {} {}: renew it; the daemon loads a new one within seconds",
                    files.certificate(),
                    end.isBefore(now) ? "has expired; clients have refused it since" : "expires",
                    end);
        }
    }
}
