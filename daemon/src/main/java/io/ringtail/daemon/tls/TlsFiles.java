package io.ringtail.daemon.tls;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The PEM files of a server that speaks TLS.
 *
 * @param certificate its certificate, and then those of its issuers
 * @param key the certificate's private key, in PKCS#8, accessible to the daemon's user only
 * @param clientCa the authorities whose client certificates are accepted; null if none are asked for
 */
public record TlsFiles(Path certificate, Path key, @Nullable Path clientCa) {
    List<Path> all() {
        return Stream.of(certificate, key, clientCa).filter(Objects::nonNull).toList();
    }
}
