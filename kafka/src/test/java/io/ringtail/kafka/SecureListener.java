package io.ringtail.kafka;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;

/**
 * A further port of a broker, for clients that give a user's password over TLS: SASL_SSL with SCRAM-SHA-512, and a
 * certificate that keytool has made.
 */
public final class SecureListener implements FurtherListener {
    private static final String USER = "ringtail";
    private static final String PASSWORD = "correct horse";
    private static final String STORE_PASSWORD = "battery staple";
    private static final int ITERATIONS = 4096;
    private static final int LINE = 64;
    private static final long LIMIT_S = 60;

    private final int port = FreePorts.next();
    private final Path store;
    private final Path certificate;

    private SecureListener(Path store, Path certificate) {
        this.store = store;
        this.certificate = certificate;
    }

    /** Makes a key and a certificate in a directory. */
    static SecureListener make(Path directory) throws Exception {
        SecureListener listener = new SecureListener(directory.resolve("broker.p12"), directory.resolve("broker.pem"));
        String keytool =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        Process made = new ProcessBuilder(
                        keytool,
                        "-genkeypair",
                        "-alias",
                        "broker",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=broker",
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        listener.store.toString(),
                        "-storepass",
                        STORE_PASSWORD)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("keytool.log").toFile())
                .start();
        if (!made.waitFor(LIMIT_S, TimeUnit.SECONDS) || made.exitValue() != 0) {
            throw new AssertionError(Files.readString(directory.resolve("keytool.log")));
        }
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(listener.store)) {
            keys.load(in, STORE_PASSWORD.toCharArray());
        }
        Base64.Encoder lines = Base64.getMimeEncoder(LINE, "\n".getBytes(StandardCharsets.US_ASCII));
        Files.writeString(
                listener.certificate,
                "-----BEGIN CERTIFICATE-----\n"
                        + lines.encodeToString(keys.getCertificate("broker").getEncoded())
                        + "\n-----END CERTIFICATE-----\n");
        return listener;
    }

    @Override
    public String entry() {
        return "SECURE://" + address();
    }

    @Override
    public Map<String, String> properties() {
        return Map.of(
                "listener.security.protocol.map",
                "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,GATE:PLAINTEXT,SECURE:SASL_SSL",
                "listener.name.secure.sasl.enabled.mechanisms",
                "SCRAM-SHA-512",
                "listener.name.secure.scram-sha-512.sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required;",
                "listener.name.secure.ssl.keystore.type",
                "PKCS12",
                "listener.name.secure.ssl.keystore.location",
                store.toString(),
                "listener.name.secure.ssl.keystore.password",
                STORE_PASSWORD,
                "listener.name.secure.ssl.key.password",
                STORE_PASSWORD);
    }

    /** Adds the user. */
    static void addUser(Admin admin) throws Exception {
        admin.alterUserScramCredentials(List.of(new UserScramCredentialUpsertion(
                        USER, new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, ITERATIONS), PASSWORD)))
                .all()
                .get(LIMIT_S, TimeUnit.SECONDS);
    }

    /** The address for clients, HOST:PORT. */
    public String address() {
        return "127.0.0.1:" + port;
    }

    /** Writes the settings of a client that has the password, as docs/fleet.md shows them, for the owner alone. */
    public Path settings(Path file) throws Exception {
        return settings(file, PASSWORD, "rw-------");
    }

    /** Writes the settings of a client that has another password. */
    public Path wrongSettings(Path file) throws Exception {
        return settings(file, "incorrect horse", "rw-------");
    }

    /** Writes the settings of a client that has the password, and does not know who has signed the certificate. */
    public Path strangerSettings(Path file) throws Exception {
        String known = Files.readString(settings(file));
        return Files.writeString(
                file,
                known.lines().filter(line -> !line.startsWith("ssl.truststore")).collect(Collectors.joining("\n")));
    }

    /** Writes the settings of a client that has the password, in a file that everybody may read. */
    public Path openSettings(Path file) throws Exception {
        return settings(file, PASSWORD, "rw-r--r--");
    }

    private Path settings(Path file, String password, String mode) throws Exception {
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, """
                security.protocol=SASL_SSL
                ssl.truststore.type=PEM
                ssl.truststore.location=%s
                sasl.mechanism=SCRAM-SHA-512
                sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required username="%s" password="%s";
                """.formatted(certificate, USER, password));
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }
}
