package io.ringtail.daemon.credentials;

import io.ringtail.daemon.access.CredentialCheck;
import io.ringtail.daemon.access.InvalidCredentialsException;
import io.ringtail.daemon.access.Principal;
import io.ringtail.daemon.files.Reloaded;
import io.ringtail.reader.tls.SecretFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** Identifies senders by bearer tokens (RFC 6750), whose hashes are in a file that only the daemon's user may read. */
public final class BearerTokens implements CredentialCheck {
    private static final String SCHEME = "Bearer";

    private final Reloaded<List<TokenGrant>> grants;

    private BearerTokens(Reloaded<List<TokenGrant>> grants) {
        this.grants = grants;
    }

    /**
     * Reads a token file.
     *
     * @throws IOException if it cannot be used; the message is one line with the remedy
     */
    public static BearerTokens open(Path file) throws IOException {
        return new BearerTokens(Reloaded.of(
                "tokens",
                List.of(file),
                () -> GrantFile.parse(file, SecretFile.read(file, GrantFile.MOST_BYTES), TokenGrant::parse)));
    }

    /** The file's contents, for whoever refreshes them: a removed token is refused from then on. */
    public Reloaded<?> file() {
        return grants;
    }

    @Override
    public @Nullable Principal identify(@Nullable String authorization, @Nullable SSLSession session, String from)
            throws InvalidCredentialsException {
        String[] parts = authorization == null
                ? new String[] {""}
                : authorization.strip().split("\\s+", 2);
        if (!parts[0].equalsIgnoreCase(SCHEME)) {
            return null;
        }
        byte[] hash = TokenGrant.sha256(parts.length < 2 ? "" : parts[1]);
        TokenGrant found = null;
        for (TokenGrant grant : grants.get()) {
            if (grant.isOf(hash)) {
                found = grant;
            }
        }
        if (found == null) {
            throw new InvalidCredentialsException(
                    "the token is not valid: ask the daemon's operator for one (ringtail token new)");
        }
        return Principal.of("token " + found.name(), from, found.roles());
    }

    @Override
    public String challenge() {
        return "Bearer realm=\"ringtail\"";
    }

    @Override
    public String remedy() {
        return "send a token (--token-file FILE, or the header Authorization: Bearer TOKEN)";
    }
}
