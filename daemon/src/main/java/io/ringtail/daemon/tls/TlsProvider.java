package io.ringtail.daemon.tls;

import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslProvider;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The choice between implementations of TLS, which is made once. */
final class TlsProvider {
    private static final Logger LOG = LoggerFactory.getLogger(TlsProvider.class);
    private static final SslProvider CHOSEN = choose();

    private TlsProvider() {}

    /** OpenSSL if the class path has a netty-tcnative that fits, which is faster; otherwise the JDK's. */
    static SslProvider get() {
        return CHOSEN;
    }

    private static SslProvider choose() {
        try {
            return OpenSsl.isAvailable() && SslProvider.isTlsv13Supported(SslProvider.OPENSSL)
                    ? SslProvider.OPENSSL
                    : SslProvider.JDK;
        } catch (LinkageError e) {
            LOG.warn(
                    "the netty-tcnative on the class path is not of the version that this daemon needs, so the JDK's"
                            + " TLS is used: replace it, or remove it ({})",
                    e.toString());
            return SslProvider.JDK;
        }
    }
}
