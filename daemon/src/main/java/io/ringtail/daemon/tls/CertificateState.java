package io.ringtail.daemon.tls;

import java.time.Instant;

/**
 * The certificate that new connections receive.
 *
 * @param provider the implementation of TLS: {@code jdk} or {@code openssl}
 * @param subject the distinguished name
 * @param notAfter when it expires
 * @param problem why the files, as they are now, are not in use; empty if they are
 */
public record CertificateState(String provider, String subject, Instant notAfter, String problem) {}
