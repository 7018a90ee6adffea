package io.ringtail.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The {@code ringtail} command: the root under which every subcommand hangs. */
@Command(
        name = "ringtail",
        description = "ftrace for JVM processes.",
        mixinStandardHelpOptions = true,
        version = "ringtail 0.1.0")
public final class Main implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "Say what to do: ringtail COMMAND; ringtail --help lists them.");
    }

    /**
     * Runs one command and ends the process with its exit status: 0, 1 for an error, 2 for wrong usage.
     *
     * @param args the command's name and arguments.
     */
    public static void main(String[] args) {
        System.exit(new CommandLine(new Main()).execute(args));
    }
}
