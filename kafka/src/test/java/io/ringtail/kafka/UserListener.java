package io.ringtail.kafka;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A further port of a broker, for users who may do what Kafka's own authorizer lets them, by their names: SASL_PLAINTEXT
 * with PLAIN. Whoever comes to the other ports may do everything.
 */
public final class UserListener implements FurtherListener {
    private static final String MODULE = "org.apache.kafka.common.security.plain.PlainLoginModule required ";

    private final int port = FreePorts.next();
    private final List<String> users;

    /** Creates a listener for these users, whose passwords are their names. */
    public UserListener(Collection<String> users) {
        this.users = List.copyOf(users);
    }

    @Override
    public String entry() {
        return "USERS://" + address();
    }

    @Override
    public Map<String, String> properties() {
        return Map.of(
                "listener.security.protocol.map",
                "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,GATE:PLAINTEXT,USERS:SASL_PLAINTEXT",
                "listener.name.users.sasl.enabled.mechanisms",
                "PLAIN",
                "listener.name.users.plain.sasl.jaas.config",
                users.stream()
                        .map(user -> "user_" + user + "=\"" + user + "\"")
                        .collect(Collectors.joining(" ", MODULE, ";")),
                "authorizer.class.name",
                "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                "super.users",
                "User:ANONYMOUS");
    }

    /** The address for clients, HOST:PORT. */
    public String address() {
        return "127.0.0.1:" + port;
    }

    /** Writes the settings of a client of a user, for the owner alone. */
    public Path settings(Path file, String user) throws Exception {
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(file, """
                security.protocol=SASL_PLAINTEXT
                sasl.mechanism=PLAIN
                sasl.jaas.config=%susername="%s" password="%s";
                """.formatted(MODULE, user, user));
    }
}
