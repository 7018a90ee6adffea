package io.ringtail.daemon;

import io.ringtail.daemon.access.CredentialCheck;
import io.ringtail.daemon.credentials.BearerTokens;
import io.ringtail.daemon.credentials.ClientCertificates;
import io.ringtail.daemon.credentials.CredentialFiles;
import io.ringtail.daemon.files.Reloaded;
import io.ringtail.daemon.tls.ServerTls;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What protects the HTTP listener: TLS, and the credentials that it accepts.
 *
 * @param tls null for plain HTTP
 * @param checks the kinds of credentials, in the order in which they are tried
 * @param files the contents of all files, to be refreshed
 */
record Protection(@Nullable ServerTls tls, List<CredentialCheck> checks, List<Reloaded<?>> files) {
    /**
     * Reads all files.
     *
     * @throws IOException if one cannot be used; the message is one line with the remedy
     */
    static Protection open(CredentialFiles given) throws IOException {
        List<CredentialCheck> checks = new ArrayList<>();
        List<Reloaded<?>> files = new ArrayList<>();
        Path tokenFile = given.tokens();
        if (tokenFile != null) {
            BearerTokens tokens = BearerTokens.open(tokenFile);
            checks.add(tokens);
            files.add(tokens.file());
        }
        Path roleFile = given.clientRoles();
        if (roleFile != null) {
            ClientCertificates certificates = ClientCertificates.open(roleFile);
            checks.add(certificates);
            files.add(certificates.file());
        }
        ServerTls tls = given.tls() == null ? null : ServerTls.open(given.tls());
        if (tls != null) {
            files.add(tls.files());
        }
        return new Protection(tls, List.copyOf(checks), List.copyOf(files));
    }
}
