package io.ringtail.cli;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;

/** The subcommands of {@code ringtail}. Building the models of all of them takes longer than all else at a start. */
final class Subcommands {
    private static final List<Class<?>> ALL = List.of(
            DaemonCommand.class,
            DemoCommand.class,
            DemoShop.class,
            DemoCost.class,
            ClassArchiveCommand.class,
            LoadCommand.class,
            TailCommand.class,
            RecordCommand.class,
            ReportCommand.class,
            CutCommand.class,
            MergeCommand.class,
            ViewCommand.class,
            ExportCommand.class,
            QueryCommand.class,
            ShipCommand.class,
            TopicsCommand.class,
            SnapshotCommand.class,
            RecoverCommand.class,
            ListCommand.class,
            EnableCommand.class,
            DisableCommand.class,
            TriggerCommand.class,
            InstanceCommand.class,
            StatCommand.class,
            TopCommand.class,
            ResizeCommand.class,
            TokenCommand.class,
            LogLevelCommand.class,
            DoctorCommand.class);

    private static final Set<String> HELP = Set.of("--help", "-h");

    private Subcommands() {}

    /**
     * Adds the subcommand that the first argument names; the titles of all of them if nothing but a list of them is asked
     * for; or all of them.
     */
    static void add(String[] args, CommandLine line) {
        if (args.length == 1 && HELP.contains(args[0])) {
            ALL.forEach(subcommand -> addTitle(subcommand.getAnnotation(Command.class), line));
            return;
        }
        Class<?> named = args.length == 0 ? null : named(args[0]);
        for (Class<?> subcommand : named == null ? ALL : List.of(named)) {
            line.addSubcommand(subcommand);
        }
        CommandLine daemon = line.getSubcommands().get("daemon");
        if (daemon != null) {
            DaemonCommand.addSettings(daemon.getCommandSpec());
        }
    }

    private static void addTitle(Command subcommand, CommandLine line) {
        CommandSpec title = CommandSpec.create();
        title.usageMessage().description(subcommand.description()).hidden(subcommand.hidden());
        line.addSubcommand(subcommand.name(), new CommandLine(title));
    }

    private static @Nullable Class<?> named(String name) {
        for (Class<?> subcommand : ALL) {
            if (subcommand.getAnnotation(Command.class).name().equals(name)) {
                return subcommand;
            }
        }
        return null;
    }
}
