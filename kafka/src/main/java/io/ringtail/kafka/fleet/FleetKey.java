package io.ringtail.kafka.fleet;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A line of a file of keys, {@code NAME ROLE[,ROLE] HEX}: a secret that signs control records by HMAC-SHA256. */
final class FleetKey {
    private static final String ALGORITHM = "HmacSHA256";
    private static final Pattern LINE =
            Pattern.compile("([A-Za-z0-9._@-]{1,64})\\s+(\\S+)\\s+((?:[0-9a-fA-F]{2}){32,128})");

    private final String name;
    private final Set<FleetRole> roles;
    private final SecretKeySpec secret;

    private FleetKey(String name, Set<FleetRole> roles, byte[] secret) {
        this.name = name;
        this.roles = Set.copyOf(roles);
        this.secret = new SecretKeySpec(secret, ALGORITHM);
    }

    /**
     * Parses a line.
     *
     * @throws IllegalArgumentException if it is malformed; the message has nothing of it
     */
    static FleetKey parse(String line) {
        Matcher parts = LINE.matcher(line);
        if (!parts.matches()) {
            throw new IllegalArgumentException(
                    "give NAME ROLE[,ROLE] HEX, with at least 64 hexadecimal digits (openssl rand -hex 32)");
        }
        return new FleetKey(
                parts.group(1), FleetRole.parse(parts.group(2)), HexFormat.of().parseHex(parts.group(3)));
    }

    String name() {
        return name;
    }

    boolean allows(FleetRole role) {
        return roles.contains(role);
    }

    byte[] sign(byte[] value) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(secret);
            return mac.doFinal(value);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("each JDK has " + ALGORITHM, e);
        }
    }

    /** Returns whether a signature is this key's, in a time that does not depend on how much of it is right. */
    boolean hasSigned(byte[] value, byte[] signature) {
        return MessageDigest.isEqual(sign(value), signature);
    }
}
