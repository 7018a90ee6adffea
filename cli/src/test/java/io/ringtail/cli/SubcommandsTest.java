package io.ringtail.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

final class SubcommandsTest {
    static Stream<String> names() {
        return Main.commandLine().getSubcommands().keySet().stream().sorted();
    }

    @ParameterizedTest
    @MethodSource("names")
    void shouldBeTheNamedOneOnly(String name) {
        assertThat(Main.commandLine(name, "--help").getSubcommands()).containsOnlyKeys(name);
    }

    @ParameterizedTest
    @MethodSource("names")
    void shouldHaveTheSameHelpAlone(String name) {
        assertThat(help(Main.commandLine(name).getSubcommands().get(name)))
                .isEqualTo(help(Main.commandLine().getSubcommands().get(name)))
                .contains("--debug");
    }

    @Test
    void shouldBeAllIfNoneIsNamed() {
        assertThat(Main.commandLine("repor").getSubcommands()).containsKeys("report", "tail", "daemon");
        assertThat(Main.commandLine("--debug", "report").getSubcommands()).containsKeys("report", "tail");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-h", "--help"})
    void shouldBeTheirTitlesForTheListOfAll(String asked) {
        CommandLine titles = Main.commandLine(asked);
        assertThat(titles.getUsageMessage()).isEqualTo(Main.commandLine().getUsageMessage());
        CommandLine tail = Objects.requireNonNull(titles.getSubcommands().get("tail"));
        assertThat(tail.getCommandSpec().findOption("--from")).isNull();
    }

    private static String help(@Nullable CommandLine command) {
        return Objects.requireNonNull(command).getUsageMessage();
    }
}
