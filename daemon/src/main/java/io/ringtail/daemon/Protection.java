package io.ringtail.daemon;

import io.ringtail.daemon.access.AnonymousRoles;
import io.ringtail.daemon.access.CredentialCheck;
import io.ringtail.daemon.access.Exposure;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What protects the HTTP listener: TLS, and the credentials that it accepts.
 *
 * @param tls null for plain HTTP
 * @param checks the kinds of credentials, in the order in which they are tried
 * @param files the contents of all files, to be refreshed
 */
record Protection(@Nullable ServerTls tls, List<CredentialCheck> checks, List<Reloaded<?>> files) {
    private static final Logger LOG = LoggerFactory.getLogger(Protection.class);

    /**
     * Reads all files.
     *
     * @throws SettingsException if one cannot be used
     */
    static Protection open(CredentialFiles given) throws SettingsException {
        try {
            return read(given);
        } catch (IOException e) {
            throw new SettingsException(String.valueOf(e.getMessage()), e);
        }
    }

    private static Protection read(CredentialFiles given) throws IOException {
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

    /**
     * Judges the address to serve with this protection.
     *
     * @throws SettingsException if other machines could reach it unprotected
     */
    Exposure exposure(DaemonSettings.Values settings) throws SettingsException {
        Exposure exposure = new Exposure(
                settings.http(),
                tls != null,
                !checks.isEmpty(),
                settings.anonymous().everywhere());
        if (!exposure.refusal().isEmpty()) {
            throw new SettingsException(exposure.refusal());
        }
        return exposure;
    }

    /** Warns if the operator accepts less protection than there could be. */
    static void warn(Exposure exposure) {
        if (!exposure.warning().isEmpty()) {
            LOG.warn(exposure.warning());
        }
    }

    /** The roles of senders without credentials: with TLS and credentials, {@code --insecure} does not extend them. */
    AnonymousRoles anonymous(AnonymousRoles given) {
        return given.behind(tls != null, !checks.isEmpty());
    }
}
