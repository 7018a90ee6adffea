package io.ringtail.daemon.credentials;

import java.security.SecureRandom;
import java.util.Base64;

/** Makes random tokens. */
public final class NewToken {
    /** By which searches for leaked secrets recognise a token. */
    private static final String PREFIX = "ringtail_";

    private static final int BYTES = 32;

    private NewToken() {}

    /** Returns a token with 256 random bits, in characters that every header and file takes. */
    public static String random() {
        byte[] bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
