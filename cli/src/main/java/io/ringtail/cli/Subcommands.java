package io.ringtail.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The subcommands of {@code ringtail}. Building all of them takes a third of the time in which a command starts. */
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

    private Subcommands() {}

    /** Adds the subcommand that the first argument names, or all of them if it names none. */
    static void add(String[] args, CommandLine line) {
        Class<?> named = args.length == 0 ? null : named(args[0]);
        for (Class<?> subcommand : named == null ? ALL : List.of(named)) {
            line.addSubcommand(subcommand);
        }
        CommandLine daemon = line.getSubcommands().get("daemon");
        if (daemon != null) {
            DaemonCommand.addSettings(daemon.getCommandSpec());
        }
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
