package io.ringtail.daemon.credentials;

import io.ringtail.daemon.tls.TlsFiles;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The files that protect the HTTP listener.
 *
 * @param tls those of TLS; null for plain HTTP
 * @param tokens the hashes of bearer tokens; null if none are accepted
 * @param clientRoles the roles of client certificates; null if none are accepted
 */
public record CredentialFiles(
        @Nullable TlsFiles tls,
        @Nullable Path tokens,
        @Nullable Path clientRoles) {
    /** No files: plain HTTP without credentials. */
    public static final CredentialFiles NONE = new CredentialFiles(null, null, null);
}
