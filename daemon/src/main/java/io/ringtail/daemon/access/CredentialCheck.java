package io.ringtail.daemon.access;

import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * Identifies the sender of a request by what it presents: a bearer token, a client certificate. Called for each request
 * on the event loop of its connection, by several threads at once; does not block.
 */
public interface CredentialCheck {
    /**
     * Returns the principal that presents these credentials, or null if it presents none of the kind checked here.
     *
     * @param authorization the {@code Authorization} header; null if there is none
     * @param session the connection's TLS session after the handshake; null without TLS
     * @param from the sender's address, for {@link Principal#from}
     * @throws InvalidCredentialsException if it presents credentials of this kind that are not valid: such a request is
     *     answered with 401, never treated as anonymous
     */
    @Nullable
    Principal identify(@Nullable String authorization, @Nullable SSLSession session, String from)
            throws InvalidCredentialsException;

    /** The value of {@code WWW-Authenticate} in 401 answers, such as {@code Bearer}; null if none can help. */
    default @Nullable String challenge() {
        return null;
    }

    /** How to present such credentials, for the text of refusals: {@code send a token (--token-file)}. */
    String remedy();
}
