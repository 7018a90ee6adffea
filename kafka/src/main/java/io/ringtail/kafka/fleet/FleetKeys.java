package io.ringtail.kafka.fleet;

import io.ringtail.reader.tls.SecretFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * The keys of a fleet, from a file that none but its owner may access: a line each, {@code NAME ROLE[,ROLE] HEX}, blank
 * lines, and comments that begin with {@code #}. A key signs a record's value; the record's headers name the key and
 * have the signature. Immutable.
 */
public final class FleetKeys {
    /** The header with the name of the key that signed. */
    static final String KEY_HEADER = "key";
    /** The header with the signature. */
    static final String SIGNATURE_HEADER = "hmac-sha256";

    private static final int MOST_BYTES = 64 << 10;

    private final Path file;
    private final Map<String, FleetKey> keys;

    private FleetKeys(Path file, Map<String, FleetKey> keys) {
        this.file = file;
        this.keys = keys;
    }

    /**
     * Reads a file.
     *
     * @throws IOException if it cannot be used; the message is one line with the remedy, and without a secret
     */
    public static FleetKeys read(Path file) throws IOException {
        Map<String, FleetKey> keys = new LinkedHashMap<>();
        String[] lines = new String(SecretFile.read(file, MOST_BYTES), StandardCharsets.UTF_8).split("\n", -1);
        for (int i = 0; i < lines.length; i++) {
            String line = lines[i].strip();
            if (!line.isEmpty() && !line.startsWith("#")) {
                add(keys, line, file + ", line " + (i + 1) + ": ");
            }
        }
        if (keys.isEmpty()) {
            throw new IOException(file + " has no key: give a line NAME ROLE[,ROLE] HEX (openssl rand -hex 32)");
        }
        return new FleetKeys(file, keys);
    }

    private static void add(Map<String, FleetKey> keys, String line, String where) throws IOException {
        try {
            FleetKey key = FleetKey.parse(line);
            if (keys.put(key.name(), key) != null) {
                throw new IOException(where + "another key has the same name: give each its own");
            }
        } catch (IllegalArgumentException e) {
            throw new IOException(where + e.getMessage(), e);
        }
    }

    /**
     * Signs a record with the first key of the role: adds the headers.
     *
     * @throws IOException if no key has the role; the message is one line with the remedy
     */
    void sign(FleetRole role, byte[] value, Headers headers) throws IOException {
        FleetKey key = require(role);
        headers.add(KEY_HEADER, key.name().getBytes(StandardCharsets.UTF_8));
        headers.add(SIGNATURE_HEADER, key.sign(value));
    }

    /**
     * Returns the first key of a role.
     *
     * @throws IOException if no key has the role; the message is one line with the remedy
     */
    FleetKey require(FleetRole role) throws IOException {
        for (FleetKey key : keys.values()) {
            if (key.allows(role)) {
                return key;
            }
        }
        throw new IOException(file + " has no key with the role " + role.text() + ": add a line NAME " + role.text()
                + " HEX, the same on all hosts (openssl rand -hex 32)");
    }

    /**
     * Checks the signature of a record.
     *
     * @return the key that signed it, whose roles the caller compares with what the record says
     * @throws UnsignedException if the headers or the signature are wrong
     */
    FleetKey signerOf(byte[] value, Headers headers) throws UnsignedException {
        FleetKey key = keys.get(new String(single(headers, KEY_HEADER), StandardCharsets.UTF_8));
        if (key == null) {
            throw new UnsignedException("it is signed with a key that " + file + " does not have");
        }
        if (!key.hasSigned(value, single(headers, SIGNATURE_HEADER))) {
            throw new UnsignedException("its signature is not that of the key " + key.name());
        }
        return key;
    }

    private static byte[] single(Headers headers, String name) throws UnsignedException {
        byte[] value = null;
        for (Header header : headers.headers(name)) {
            if (value != null) {
                throw new UnsignedException("it has two headers " + name);
            }
            value = header.value();
        }
        if (value == null) {
            throw new UnsignedException("it has no header " + name);
        }
        return value;
    }
}
