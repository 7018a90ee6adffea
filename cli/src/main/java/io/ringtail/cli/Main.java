package io.ringtail.cli;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The {@code ringtail} command, root of all subcommands. */
@Command(
        name = "ringtail",
        description = {
            "ftrace for JVM processes.",
            "",
            "JVMs write typed events into per-CPU rings in a mapped file, at tens of nanoseconds each; a daemon serves"
                    + " the rings in the Linux kernel's own format, so trace-cmd and KernelShark read them too.",
            "",
            "Try it:  ringtail demo"
        },
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        versionProvider = Main.Version.class,
        usageHelpAutoWidth = true,
        sortOptions = false,
        synopsisSubcommandLabel = "COMMAND",
        commandListHeading = "%nCommands:%n",
        optionListHeading = "%nOptions:%n",
        descriptionHeading = "%n",
        footerHeading = "%nExamples:%n",
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:success, including an end by SIGINT, SIGTERM or a closed pipe",
            "1:failure, reported in one line on standard error",
            "2:usage error",
            "3:a later shipper with the same host name has begun (ringtail ship)"
        })
public final class Main implements Runnable {
    static final String DEBUG_VARIABLE = "RINGTAIL_DEBUG";

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--debug",
            scope = ScopeType.INHERIT,
            description = "Print a stack trace with an error; RINGTAIL_DEBUG=1 does the same.")
    private boolean debug;

    /** Whether the user wants to see an error's origin. */
    boolean debug() {
        return debug || "1".equals(System.getenv(DEBUG_VARIABLE));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "no command given");
    }

    /**
     * Runs one command and ends the process with its exit status: 0, 1 for an error, 2 for wrong usage, 3 for
     * a shipper that a later one has replaced.
     *
     * @param args the command's name and arguments.
     */
    public static void main(String[] args) {
        // Programs read these numbers, and libraries find their own files by them: digits must be ASCII everywhere.
        Locale.setDefault(Locale.ROOT);
        System.exit(run(args));
    }

    /** Runs one command; whatever it throws, the threads it started do not keep the process alive. */
    private static int run(String[] args) {
        try {
            return commandLine(args).execute(args);
        } catch (Throwable problem) {
            return Problems.ofProcess().report(problem);
        }
    }

    /** Returns the command with the subcommand that the arguments name, or with all of them. */
    public static CommandLine commandLine(String... args) {
        Main main = new Main();
        Problems problems = new Problems(main::debug);
        CommandLine line = new CommandLine(main);
        Subcommands.add(args, line);
        return line.setExpandAtFiles(false)
                .setExecutionExceptionHandler(problems)
                .setParameterExceptionHandler(problems)
                .registerConverter(Path.class, Main::path)
                .setCaseInsensitiveEnumValuesAllowed(true);
    }

    private static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new TypeConversionException(Problems.unusable(e));
        }
    }

    /** The version in the jar's manifest. */
    static String version() {
        String version = Main.class.getPackage().getImplementationVersion();
        return version == null ? "unpacked" : version;
    }

    /** The text of {@code --version}. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"ringtail " + version()};
        }
    }
}
