package io.ringtail.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ringtail token}: tokens of a daemon's clients. */
@Command(
        name = "token",
        description = "Makes tokens, by which a daemon recognises clients on other machines.",
        subcommands = NewTokenCommand.class)
final class TokenCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "no command given");
    }
}
