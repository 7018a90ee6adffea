package io.ringtail.reader.remote;

import io.ringtail.reader.tls.UntrustedServerException;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.SSLException;

/** Describes why a TLS connection to a daemon failed, and what to do. */
final class TlsFailure {
    /** Parts of the JDK's messages, in lower case, with their remedies; the alerts' names are those of RFC 8446. */
    private static final Map<String, String> REMEDIES = Map.of(
            "ssl message", "it does not speak TLS there: give an http:// URL",
            "certificate_required", "it requires a client certificate: give --cert FILE and --key FILE",
            "bad_certificate", "it rejects the client certificate: give --cert FILE issued by its --tls-client-ca",
            "certificate_unknown", "it rejects the client certificate: give --cert FILE issued by its --tls-client-ca",
            "unknown_ca", "it rejects the client certificate: give --cert FILE issued by its --tls-client-ca",
            "certificate_expired", "the client certificate has expired: renew the file of --cert",
            "protocol_version", "it does not speak TLS 1.3: use the same version of Ringtail on both ends");

    private TlsFailure() {}

    /** Returns the report of a failure; retrying does not help where a certificate is at fault. */
    static RemoteException of(URI base, SSLException failure) {
        String untrusted = UntrustedServerException.messageIn(failure);
        if (untrusted != null) {
            return new RefusedException("the daemon at " + base + " cannot be trusted: " + untrusted);
        }
        String message = String.valueOf(failure.getMessage());
        String remedy = REMEDIES.entrySet().stream()
                .filter(entry -> message.toLowerCase(Locale.ROOT).contains(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("check that a Ringtail daemon serves TLS there");
        return new RemoteException("cannot speak TLS with " + base + " (" + message + "): " + remedy, failure);
    }
}
