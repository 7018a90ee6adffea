package io.ringtail.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** The help of every command. */
final class HelpTest {
    static Stream<String> commands() {
        return Main.commandLine().getSubcommands().keySet().stream().sorted();
    }

    /** picocli writes to standard error about texts that it cannot format. */
    @ParameterizedTest
    @MethodSource("commands")
    void shouldBePrintedWithoutAWord(String name) {
        CommandLine command =
                Objects.requireNonNull(Main.commandLine().getSubcommands().get(name));
        PrintStream err = System.err;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
        String help;
        try {
            help = command.getUsageMessage();
        } finally {
            System.setErr(err);
        }
        assertThat(help).contains("Usage: ").doesNotContain("%%");
        assertThat(said.toString(StandardCharsets.UTF_8)).isEmpty();
    }
}
