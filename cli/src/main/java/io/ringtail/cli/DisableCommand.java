package io.ringtail.cli;

import picocli.CommandLine.Command;

/** {@code ringtail disable}: switches events off. */
@Command(
        name = "disable",
        description = "Switches events off in all processes, including those that attach later.",
        footer = "  ringtail disable 'load:*'")
final class DisableCommand extends SwitchCommand {
    DisableCommand() {
        super(false);
    }
}
