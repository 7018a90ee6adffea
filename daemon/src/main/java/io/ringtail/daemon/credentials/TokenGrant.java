package io.ringtail.daemon.credentials;

import io.ringtail.daemon.access.Role;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A line of a token file: {@code NAME ROLE[,ROLE] sha256:HEX}. The token itself is not stored. It is random, so its hash
 * needs no salt and no slowness.
 */
public final class TokenGrant {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._@-]{1,64}");
    private static final Pattern LINE = Pattern.compile("(\\S+)\\s+(\\S+)\\s+sha256:([0-9a-fA-F]{64})");

    private final String name;
    private final Set<Role> roles;
    private final byte[] hash;

    private TokenGrant(String name, Set<Role> roles, byte[] hash) {
        this.name = name;
        this.roles = Set.copyOf(roles);
        this.hash = hash;
    }

    /**
     * Returns the grant of a token.
     *
     * @throws IllegalArgumentException if the name cannot be one; the message says what can
     */
    public static TokenGrant of(String name, Set<Role> roles, String token) {
        return new TokenGrant(named(name), roles, sha256(token));
    }

    static TokenGrant parse(String line) {
        Matcher parts = LINE.matcher(line);
        if (!parts.matches()) {
            throw new IllegalArgumentException(
                    "give NAME ROLE[,ROLE] sha256:HEX, as ringtail token new prints it: the hash, not the token");
        }
        return new TokenGrant(
                named(parts.group(1)),
                GrantFile.roles(parts.group(2)),
                HexFormat.of().parseHex(parts.group(3)));
    }

    private static String named(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("a name has 1 to 64 letters, digits and . _ @ -");
        }
        return name;
    }

    /** The holder's name. */
    String name() {
        return name;
    }

    /** The holder's roles. */
    Set<Role> roles() {
        return roles;
    }

    /** Returns whether a token with this hash is the granted one, in a time that does not depend on their contents. */
    boolean isOf(byte[] tokenHash) {
        return MessageDigest.isEqual(hash, tokenHash);
    }

    static byte[] sha256(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("each JDK has SHA-256", e);
        }
    }

    /** The line of the file. */
    public String line() {
        return name + " " + Role.text(roles) + " sha256:" + HexFormat.of().formatHex(hash);
    }
}
