package io.ringtail.daemon.credentials;

import io.ringtail.daemon.access.CredentialCheck;
import io.ringtail.daemon.access.InvalidCredentialsException;
import io.ringtail.daemon.access.Principal;
import io.ringtail.daemon.access.Role;
import io.ringtail.daemon.files.OwnFiles;
import io.ringtail.daemon.files.Reloaded;
import io.ringtail.reader.tls.SecretFile;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** Identifies senders by client certificates, which TLS has verified, and gives their names the roles in a file. */
public final class ClientCertificates implements CredentialCheck {
    private final Reloaded<List<CertificateGrant>> grants;

    private ClientCertificates(Reloaded<List<CertificateGrant>> grants) {
        this.grants = grants;
    }

    /**
     * Reads a file of client roles.
     *
     * @throws IOException if it cannot be used; the message is one line with the remedy
     */
    public static ClientCertificates open(Path file) throws IOException {
        return new ClientCertificates(Reloaded.of("client roles", List.of(file), () -> {
            OwnFiles.requireUnwritable(file);
            return GrantFile.parse(file, SecretFile.readPublic(file, GrantFile.MOST_BYTES), CertificateGrant::parse);
        }));
    }

    /** The file's contents, for whoever refreshes them: a removed role is refused from then on. */
    public Reloaded<?> file() {
        return grants;
    }

    @Override
    public @Nullable Principal identify(@Nullable String authorization, @Nullable SSLSession session, String from)
            throws InvalidCredentialsException {
        X509Certificate certificate = session == null ? null : certificate(session);
        if (certificate == null) {
            return null;
        }
        requireValid(certificate);
        return principal(certificate, from);
    }

    /** TLS has verified the certificate at the handshake, and it may have expired since. */
    private static void requireValid(X509Certificate certificate) throws InvalidCredentialsException {
        try {
            certificate.checkValidity();
        } catch (CertificateException e) {
            throw new InvalidCredentialsException("the client certificate is valid from "
                    + certificate.getNotBefore().toInstant() + " to "
                    + certificate.getNotAfter().toInstant() + " only: connect with a renewed one");
        }
    }

    /** The principal has the roles of all the certificate's names, and the first granted name. */
    private Principal principal(X509Certificate certificate, String from) {
        List<String> names = CertificateNames.of(certificate);
        Set<Role> roles = EnumSet.noneOf(Role.class);
        String name = "";
        for (CertificateGrant grant : grants.get()) {
            if (names.contains(grant.name()) || grant.name().equals(CertificateGrant.ANY)) {
                roles.addAll(grant.roles());
                name = name.isEmpty() && names.contains(grant.name()) ? grant.name() : name;
            }
        }
        String shown =
                !name.isEmpty() ? name : certificate.getSubjectX500Principal().getName();
        return Principal.of("certificate " + shown.replaceAll("\\p{Cc}", "?"), from, roles);
    }

    private static @Nullable X509Certificate certificate(SSLSession session) {
        try {
            return session.getPeerCertificates()[0] instanceof X509Certificate found ? found : null;
        } catch (SSLPeerUnverifiedException none) {
            return null;
        }
    }

    @Override
    public String remedy() {
        return "present a client certificate (--cert FILE --key FILE) to which the daemon's --client-roles give it";
    }
}
