package io.ringtail.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Gives nonsensical values to every option of every command; each must yield one line of advice and an exit status.
 */
@Tag("once")
@Timeout(120)
final class UnlikelyArgumentsTest {
    @TempDir
    private Path scratch;

    static Stream<String> options() {
        return ArgumentTrial.commands()
                .filter(command -> !command.equals("daemon"))
                .flatMap(command -> ArgumentTrial.options(command).map(option -> command + " " + option));
    }

    @ParameterizedTest
    @MethodSource("options")
    @Tag("extensive")
    @Tag("once")
    void shouldSayWhatIsWrongWithAValueInOneLine(String commandAndOption) {
        String[] words = commandAndOption.split(" ", 2);
        ArgumentTrial trial = new ArgumentTrial(scratch);
        trial.tryOption(words[0], words[1]);
        assertThat(trial.faults()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"enable", "disable", "report"})
    void shouldSayWhatIsWrongWithAParameterInOneLine(String command) {
        ArgumentTrial trial = new ArgumentTrial(scratch);
        trial.tryParameter(command);
        assertThat(trial.faults()).isEmpty();
    }

    @Test
    void shouldSayWhatIsWrongWithADaemonsOptionsAndSettingsInOneLine() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        ArgumentTrial.class.getName(),
                        scratch.toString())
                .redirectErrorStream(true)
                .start();
        assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEmpty();
        assertThat(process.waitFor()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://",
                "http:///",
                "http://[::1",
                "http://[::1]:99999",
                "http://127.0.0.1:99999",
                "http://127.0.0.1:-1",
                "http://127.0.0.1:0",
                "127.0.0.1:99999999999999999999",
                "ftp://127.0.0.1:1",
                "http://user:secret@127.0.0.1:1",
                "http://user@127.0.0.1:1",
                "http://a b",
                "http://\u65e5\u672c:1",
                "http://127.0.0.1:1/%zz",
                "http://127.0.0.1:1?x=y",
                "http://127.0.0.1:1#x",
                "//127.0.0.1:1",
                "127.0.0.1:1/../..",
                ":",
                "\u0000"
            })
    void shouldSayWhatIsWrongWithAUrlInOneLine(String url) {
        ArgumentTrial trial = new ArgumentTrial(scratch);
        for (String command : List.of("stat", "list", "tail")) {
            trial.check(List.of(command, "--url", url));
        }
        assertThat(trial.faults()).isEmpty();
    }
}
