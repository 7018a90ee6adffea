package io.ringtail.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An authority, and the certificates of a server and a client, made by the commands of {@code docs/security.md}. */
final class PrivateAuthority {
    private static final Path DOCUMENT = Path.of("..", "docs", "security.md").toAbsolutePath();
    private static final Pattern COMMANDS = Pattern.compile("```sh\n(umask 077\n.*?)```", Pattern.DOTALL);
    private static final Pattern FUNCTION = Pattern.compile("^issue\\(\\).*?^}\n", Pattern.DOTALL | Pattern.MULTILINE);

    private final Path directory;
    private final String function;

    private PrivateAuthority(Path directory) throws IOException {
        this.directory = directory;
        function = "umask 077\n" + only(FUNCTION, commands(), 0);
    }

    /** Makes an authority and its certificates in a directory. */
    static PrivateAuthority make(Path directory) throws Exception {
        PrivateAuthority made = new PrivateAuthority(directory);
        made.sh(commands());
        return made;
    }

    /** Returns the authority whose files have been copied to a directory. */
    static PrivateAuthority copiedTo(Path directory) throws IOException {
        return new PrivateAuthority(directory);
    }

    private static String commands() throws IOException {
        return only(COMMANDS, Files.readString(DOCUMENT), 1);
    }

    private static String only(Pattern pattern, String text, int group) {
        Matcher matcher = pattern.matcher(text);
        assertThat(matcher.find()).as("%s in %s", pattern, text).isTrue();
        return matcher.group(group);
    }

    /** Makes NAME.key and NAME.pem, for a number of days. */
    void issue(String name, String usage, String alternativeNames, int days) throws Exception {
        sh(function + "DAYS=" + days + " issue " + name + " " + usage + " " + alternativeNames);
    }

    String file(String name) {
        return directory.resolve(name).toString();
    }

    private void sh(String commands) throws Exception {
        Process process = new ProcessBuilder("sh", "-e", "-c", commands)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
    }
}
