package io.ringtail.reader.tls;

import java.security.cert.CertificateException;
import org.jspecify.annotations.Nullable;

/** Reports a server's certificate that is not accepted; the message says why and what to do. */
public final class UntrustedServerException extends CertificateException {
    private static final long serialVersionUID = 1L;

    UntrustedServerException(String line, Throwable cause) {
        super(line, cause);
    }

    /** Returns the message of this exception among a failure's causes; null if the failure has another reason. */
    public static @Nullable String messageIn(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UntrustedServerException found) {
                return found.getMessage();
            }
        }
        return null;
    }
}
