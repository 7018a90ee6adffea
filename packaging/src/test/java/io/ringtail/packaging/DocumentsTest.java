package io.ringtail.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.cli.Main;
import io.ringtail.daemon.Setting;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** The pages and the completion that packages contain, against the commands and settings that there are. */
@Tag("once")
final class DocumentsTest {
    @TempDir
    private static Path directory;

    @BeforeAll
    static void writeDocuments() throws IOException {
        Documents.write(directory);
    }

    @Test
    void shouldHaveAPageForEachVisibleCommandAndNoOther() throws IOException {
        List<String> wanted = new ArrayList<>(List.of("ringtail.adoc", SettingsPage.NAME));
        addPages(Main.commandLine(), wanted);
        try (Stream<Path> pages = Files.list(directory.resolve(Documents.PAGES))) {
            assertThat(pages.map(page -> String.valueOf(page.getFileName())))
                    .containsExactlyInAnyOrderElementsOf(wanted)
                    .contains("ringtail-tail.adoc")
                    .doesNotContain("ringtail-class-archive.adoc");
        }
    }

    @Test
    void shouldDescribeEachOptionOfTheDaemonIncludingItsSettings() throws IOException {
        assertThat(page("ringtail-daemon.adoc")).contains("*--config*=_FILE_::");
        for (Setting setting : Setting.values()) {
            String value = setting.isSwitch() ? "[=_" + setting.label() + "_]" : "=_" + setting.label() + "_";
            assertThat(page("ringtail-daemon.adoc"))
                    .contains("*--" + setting.key() + "*" + value + "::\n  " + setting.help());
            assertThat(page(SettingsPage.NAME))
                    .contains("*" + setting.key() + "*=_" + setting.label() + "_::\n  " + setting.help());
        }
    }

    @Test
    void shouldDescribeEachPageInOnePhrase() throws IOException {
        assertThat(page("ringtail-snapshot.adoc"))
                .contains(
                        "== Name\n\nringtail-snapshot - Writes the current contents of the rings to a trace.dat: from the"
                                + " oldest remaining event up to now\n\n");
    }

    @ParameterizedTest
    @CsvSource({
        "ringtail ta, tail",
        "ringtail tail --re, --reconnect",
        "ringtail tail --from old, oldest",
        "ringtail daemon --user, --user-share",
        "ringtail class, ''"
    })
    void shouldCompleteInBash(String typed, String completed) throws Exception {
        String script = """
                set -u
                source "$1"
                complete -p ringtail >&2
                read -ra COMP_WORDS <<<"$2"
                COMP_LINE=$2 COMP_POINT=${#2} COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
                # It belongs to a completion that a user has begun.
                compopt() { :; }
                COMPREPLY=()
                _complete_ringtail
                printf '%s\\n' "${COMPREPLY[*]}"
                """;
        Process bash = new ProcessBuilder(
                        "bash",
                        "--norc",
                        "-c",
                        script,
                        "bash",
                        directory.resolve(Documents.COMPLETION).toString(),
                        typed)
                .redirectError(
                        ProcessBuilder.Redirect.to(directory.resolve("err").toFile()))
                .start();
        String said = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(bash.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(Files.readString(directory.resolve("err")))
                .isEqualTo("complete -o default -F _complete_ringtail ringtail\n");
        assertThat(said.strip()).isEqualTo(completed);
    }

    private static String page(String name) throws IOException {
        return Files.readString(directory.resolve(Documents.PAGES).resolve(name));
    }

    private static void addPages(CommandLine parent, List<String> pages) {
        for (CommandLine command : parent.getSubcommands().values()) {
            if (!isHidden(command)) {
                pages.add(command.getCommandSpec().qualifiedName("-") + ".adoc");
                addPages(command, pages);
            }
        }
    }

    private static boolean isHidden(CommandLine command) {
        return command.getCommandSpec().usageMessage().hidden();
    }
}
