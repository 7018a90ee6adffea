package io.ringtail.daemon.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A certificate that openssl has signed, usually with its own key, so that it is its own authority. */
public record SelfSigned(Path certificate, Path key) {
    /** Makes a certificate. */
    static SelfSigned make(Path directory, String name, String alternativeNames) throws Exception {
        return make(directory, name, alternativeNames, "-signkey " + name + ".key -days 30");
    }

    /** Makes a certificate that this one's key signs, and that ended a day ago. */
    SelfSigned issueExpired(Path directory, String name, String alternativeNames) throws Exception {
        return make(
                directory,
                name,
                alternativeNames,
                "-CA " + certificate + " -CAkey " + key + " -CAcreateserial -days -1");
    }

    private static SelfSigned make(Path directory, String name, String alternativeNames, String how) throws Exception {
        run(
                directory,
                "openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj '/CN=" + name
                        + "' -keyout " + name + ".key -out " + name
                        + ".csr && printf 'basicConstraints=CA:TRUE\\nsubjectAltName=%s'"
                        + " '" + alternativeNames + "' > " + name + ".ext && openssl x509 -req -in " + name + ".csr "
                        + how
                        + " -extfile " + name + ".ext -out " + name + ".pem");
        return new SelfSigned(directory.resolve(name + ".pem"), directory.resolve(name + ".key"));
    }

    /** Makes a certificate for this machine. */
    public static SelfSigned ofThisMachine(Path directory, String name) throws Exception {
        return make(directory, name, "DNS:localhost,IP:127.0.0.1");
    }

    /** Replaces another one's files, one after the other. */
    void replace(SelfSigned other) throws Exception {
        Files.copy(certificate, other.certificate, StandardCopyOption.REPLACE_EXISTING);
        Files.copy(key, other.key, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
    }

    private static void run(Path directory, String command) throws Exception {
        Process process = new ProcessBuilder("sh", "-c", "umask 077; " + command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
    }
}
