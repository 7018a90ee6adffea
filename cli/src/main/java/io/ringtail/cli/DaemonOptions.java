package io.ringtail.cli;

import io.ringtail.cli.doctor.DaemonService;
import io.ringtail.proto.layout.RunFiles;
import io.ringtail.reader.remote.RemoteDaemon;
import io.ringtail.reader.tls.ClientCredentials;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that select the daemon a command talks to: by run directory on this machine, or by URL. */
final class DaemonOptions {
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(30);

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Mixin
    private DirectoryOption directory;

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "The URL of a daemon, like http://127.0.0.1:" + RunFiles.HTTP_PORT + " or https://HOST:"
                    + RunFiles.HTTP_PORT + "; it may be on another machine.")
    private @Nullable String url;

    @Mixin
    private CredentialOptions credentials;

    /** Finds the daemon, which may appear only later: its absence is an IOException. */
    RemoteDaemon find() throws IOException {
        try {
            return daemon();
        } catch (CommandException notThere) {
            throw new IOException(notThere.getMessage(), notThere);
        }
    }

    /** Whether a daemon is selected by an option. */
    boolean isGiven() {
        return url != null || directory.isGiven();
    }

    /** Whether the daemon is selected by a run directory, and so is on this machine. */
    boolean areLocal() {
        return url == null;
    }

    /** The files for another server that the command sends to, which is asked for before the daemon. */
    ClientCredentials credentialsFor(String otherUrl) {
        return credentials.forOther(otherUrl);
    }

    /**
     * The selected daemon for a command that runs for long: a request beyond a limit of the daemon is repeated for a
     * while, after a line on standard error.
     */
    RemoteDaemon patientDaemon() throws CommandException, IOException {
        PrintWriter err = spec.commandLine().getErr();
        return daemon().patient(PATIENCE_NS, notice -> {
            err.println("ringtail: " + Problems.oneLine(notice));
            err.flush();
        });
    }

    /** The selected daemon; no request has been sent to it yet. */
    RemoteDaemon daemon() throws CommandException, IOException {
        if (url != null) {
            if (directory.isGiven()) {
                throw new ParameterException(spec.commandLine(), "give --dir or --url, not both");
            }
            return RemoteDaemon.at(url, credentials.forUrl(url));
        }
        credentials.requireNoneGiven();
        Path chosen = directory.orDefault();
        if (!Files.isDirectory(chosen)) {
            throw new CommandException("directory " + chosen + " does not exist: start a daemon there with "
                    + startOf(chosen) + ", or select a running one with --dir or --url");
        }
        return LocalDaemon.in(chosen)
                .orElseThrow(() -> new CommandException("no daemon is running in " + chosen + ": start one with "
                        + startOf(chosen) + ", or select another with --dir or --url"));
    }

    private static String startOf(Path directory) {
        return DaemonService.of(directory).start();
    }
}
