package io.ringtail.cli;

import picocli.CommandLine.Command;

/** {@code ringtail enable}: switches events on. */
@Command(
        name = "enable",
        description = "Switches events on in all processes, including those that attach later.",
        footer = "  ringtail enable 'load:*'")
final class EnableCommand extends SwitchCommand {
    EnableCommand() {
        super(true);
    }
}
