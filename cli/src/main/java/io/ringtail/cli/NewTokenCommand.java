package io.ringtail.cli;

import io.ringtail.daemon.access.Role;
import io.ringtail.daemon.credentials.NewToken;
import io.ringtail.daemon.credentials.TokenGrant;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ringtail token new}: makes a token, and the line by which a daemon recognises it. */
@Command(
        name = "new",
        description = {
            "Prints a new random token, once, and the line for the daemon's --token-file.",
            "",
            "The line has the token's hash only. The token goes into a file of its user (chmod 600), for --token-file of"
                    + " the other commands. A daemon accepts it within seconds, and no longer once the line is removed."
        },
        footer = {
            "  ringtail token new grafana --role read",
            "  umask 077; ringtail token new ops --role read,control --append /etc/ringtail/tokens > ops.token"
        })
final class NewTokenCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "NAME", description = "Who gets it, for logs: letters, digits and . _ @ -")
    private String name;

    @Option(
            names = "--role",
            paramLabel = "ROLE[,ROLE]",
            required = true,
            description = "What it allows: read, lossless, control.")
    private String roles;

    @Option(
            names = "--append",
            paramLabel = "FILE",
            description = "Append the line to FILE, which is created for this user alone, and print only the token.")
    private @Nullable Path file;

    @Override
    public Integer call() throws Exception {
        String token = NewToken.random();
        TokenGrant grant = grant(token);
        Output output = Output.standard();
        if (file == null) {
            output.line(token);
            output.line(grant.line());
        } else {
            append(file, grant.line() + "\n");
            output.line(token);
        }
        output.flush();
        return 0;
    }

    private TokenGrant grant(String token) {
        try {
            return TokenGrant.of(name, Role.parse(roles), token);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private static void append(Path file, String line) throws IOException {
        Set<OpenOption> options = Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try (FileChannel out = FileChannel.open(
                file, options, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            String whole = endsInLine(out) ? "\n" + line : line;
            out.write(ByteBuffer.wrap(whole.getBytes(StandardCharsets.UTF_8)), out.size());
        }
    }

    /** Returns whether the last line lacks its end. */
    private static boolean endsInLine(FileChannel file) throws IOException {
        ByteBuffer last = ByteBuffer.allocate(1);
        return file.size() > 0 && file.read(last, file.size() - 1) == 1 && last.get(0) != '\n';
    }
}
