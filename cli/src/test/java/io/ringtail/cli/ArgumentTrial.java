package io.ringtail.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** Runs commands with nonsensical values, and reports those that are not refused in one line. */
final class ArgumentTrial {
    private static final List<String> VALUES = List.of(
            "",
            " ",
            "-1",
            "0",
            "999999999h",
            "999999999999999999999999999",
            "99999999999g",
            "9223372036854775807",
            "1e308",
            "NaN",
            "0x10",
            "\u0661\u0662",
            "\uff11\uff12",
            "\u0000",
            "a\u0000b",
            "\ud800",
            "\u65e5\u672c",
            "[",
            "(((",
            "*?*?*?*?*?*?*?*?*?*?*?*?*?*?*?*?*?*?*?*?*?*?*?*?*?*?*?*?*?*?[",
            "%n%s%d",
            "${sys:user.home}",
            "@/dev/zero",
            "a\nb",
            "0-99999999999",
            "9999-0",
            "1,,2",
            "127.0.0.1:99999",
            "127.0.0.1:",
            ":1",
            "[::1",
            "http://",
            "x".repeat(100_000));

    private static final List<String> SETTINGS = List.of(
            "dir",
            "buffer-size",
            "subbuf-size",
            "mode",
            "http",
            "lossless-timeout",
            "snapshot-dir",
            "snapshot-space",
            "instance-space",
            "nonsense");

    private final CommandLine line = Main.commandLine();
    private final Path scratch;
    private final List<String> faults = new ArrayList<>();

    ArgumentTrial(Path scratch) {
        this.scratch = scratch;
    }

    /** Tries the daemon, which takes over its process, with each of its options, then with each setting in a file. */
    public static void main(String[] arguments) throws Exception {
        ArgumentTrial trial = new ArgumentTrial(Path.of(arguments[0]));
        options("daemon").forEach(option -> trial.tryOption("daemon", option));
        trial.trySettings();
        trial.faults().forEach(System.out::println);
        System.exit(0);
    }

    /** The commands available to users. */
    static Stream<String> commands() {
        return Main.commandLine().getSubcommands().entrySet().stream()
                .filter(command ->
                        !command.getValue().getCommandSpec().usageMessage().hidden())
                .map(command -> command.getKey());
    }

    /** A command's options that take a value. */
    static Stream<String> options(String command) {
        return subcommand(Main.commandLine(), command).getCommandSpec().options().stream()
                .filter(option -> option.arity().max() > 0)
                .map(OptionSpec::longestName);
    }

    private static CommandLine subcommand(CommandLine main, String name) {
        @Nullable CommandLine found = main.getSubcommands().get(name);
        if (found == null) {
            throw new IllegalArgumentException(name);
        }
        return found;
    }

    /** The cases that were not refused properly. */
    List<String> faults() {
        return faults;
    }

    void tryOption(String command, String option) {
        VALUES.forEach(value -> check(arguments(command, option, value)));
    }

    void tryParameter(String command) {
        for (String value : VALUES) {
            List<String> arguments = new ArrayList<>(List.of(command));
            if (!command.equals("report")) {
                arguments.addAll(List.of("--dir", scratch.resolve("none").toString()));
            }
            arguments.addAll(List.of("--", value));
            check(arguments);
        }
    }

    private void trySettings() throws Exception {
        Path config = scratch.resolve("config");
        for (String name : SETTINGS) {
            for (String value : List.of("\\u0000", "-1", "99999999999g", "[::1:80", "127.0.0.1:99999", "\\uD800")) {
                Files.writeString(config, "dir=" + scratch.resolve("none") + "\n" + name + "=" + value + "\n");
                check(List.of("daemon", "--config", config.toString()));
            }
        }
    }

    /** Adds the command's other mandatory arguments, but nothing that would make it succeed. */
    private List<String> arguments(String command, String option, String value) {
        List<String> arguments = new ArrayList<>(List.of(command));
        CommandLine spec = subcommand(line, command);
        String none = scratch.resolve("none").toString();
        for (OptionSpec other : spec.getCommandSpec().options()) {
            String name = other.longestName();
            if (!name.equals(option) && List.of("--dir", "--output").contains(name)) {
                arguments.addAll(List.of(name, name.equals("--dir") ? none : scratch.resolve("none/x") + ""));
            } else if (!name.equals(option) && name.equals("--wait")) {
                arguments.addAll(List.of(name, "1ms"));
            }
        }
        if (!spec.getCommandSpec().positionalParameters().isEmpty()) {
            arguments.add(none);
        }
        arguments.add(option + "=" + value);
        if (command.equals("demo") && option.equals("--output")) {
            arguments.add("--seconds=0");
        }
        return arguments;
    }

    void check(List<String> arguments) {
        StringWriter err = new StringWriter();
        int status = line.setErr(new PrintWriter(err, true)).execute(arguments.toArray(String[]::new));
        String text = err.toString();
        boolean refused = (status == 1 || status == 2)
                && text.startsWith("ringtail: ")
                && (text.lines().count() == 1 || pointsIntoAFilter(text))
                && Stream.of("internal error", "Exception", "\tat ").noneMatch(text::contains);
        if (!refused) {
            faults.add(cut(arguments.toString()) + ": status " + status + ", " + cut(text));
        }
    }

    /** Whether a line is followed by the filter that it is about, and a caret. */
    private static boolean pointsIntoAFilter(String text) {
        List<String> lines = text.lines().toList();
        return lines.size() == 3 && lines.get(2).matches(" +\\^");
    }

    private static String cut(String text) {
        return text.substring(0, Math.min(300, text.length()));
    }
}
