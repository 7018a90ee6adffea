package io.ringtail.reader.tls;

import java.security.cert.CertificateException;

/** Reports a server's certificate that is not accepted; the message says why and what to do. */
public final class UntrustedServerException extends CertificateException {
    private static final long serialVersionUID = 1L;

    UntrustedServerException(String line, Throwable cause) {
        super(line, cause);
    }
}
