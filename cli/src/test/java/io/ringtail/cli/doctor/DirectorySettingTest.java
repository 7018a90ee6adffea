package io.ringtail.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DirectorySettingTest {
    @Test
    void shouldUseTheDefaultWithoutAnySetting() {
        assertThat(DirectorySetting.of(List.of("java", "-cp", "x", "Main"), List.of("PATH=/bin")))
                .isEqualTo(new DirectorySetting("/run/ringtail", "by default", false));
        assertThat(DirectorySetting.of(List.of(""), List.of("")).value()).isEqualTo("/run/ringtail");
    }

    @Test
    void shouldPreferThePropertyToTheVariable() {
        List<String> environment = List.of("RINGTAIL_DIR=/variable", "RINGTAIL_DIR=/second");
        assertThat(DirectorySetting.of(List.of("java", "Main"), environment).value())
                .isEqualTo("/variable");
        assertThat(DirectorySetting.of(List.of("java", "-Dringtail.dir=/property", "Main"), environment))
                .isEqualTo(new DirectorySetting("/property", "-Dringtail.dir in the command line", false));
    }

    @Test
    void shouldTakeTheLastPropertyInTheJvmsOrder() {
        List<String> commandLine = List.of("java", "-Dringtail.dir=/one", "-Dringtail.dir=/two", "-jar", "a.jar");
        String tool = "JAVA_TOOL_OPTIONS=-Xmx1g -Dringtail.dir=/tool";
        String launcher = "JDK_JAVA_OPTIONS='-Dringtail.dir=/with blank'";
        String last = "_JAVA_OPTIONS=-Dringtail.dir=/last";
        assertThat(DirectorySetting.of(commandLine, List.of(tool, launcher)).value())
                .isEqualTo("/two");
        assertThat(DirectorySetting.of(List.of("java", "Main"), List.of(tool, launcher))
                        .value())
                .isEqualTo("/with blank");
        assertThat(DirectorySetting.of(List.of("java", "Main"), List.of(tool)).source())
                .isEqualTo("-Dringtail.dir in JAVA_TOOL_OPTIONS");
        assertThat(DirectorySetting.of(commandLine, List.of(tool, last)).value())
                .isEqualTo("/last");
    }

    @Test
    void shouldNotTakeTheApplicationsArgumentsForOptions() {
        for (List<String> start : List.of(
                List.of("java", "-cp", "x", "Main"), List.of("java", "-jar", "a.jar"), List.of("java", "-m", "a/b"))) {
            List<String> commandLine = new ArrayList<>(start);
            commandLine.add("-Dringtail.dir=/argument");
            assertThat(DirectorySetting.of(commandLine, List.of()).value()).isEqualTo("/run/ringtail");
        }
        assertThat(DirectorySetting.of(List.of("java", "-cp", "-Dringtail.dir=/path", "Main"), List.of())
                        .value())
                .isEqualTo("/run/ringtail");
    }

    @Test
    void shouldSayThatAnArgumentFileWasNotRead() {
        assertThat(DirectorySetting.of(List.of("java", "@options", "Main"), List.of())
                        .mayBeInFile())
                .isTrue();
        assertThat(DirectorySetting.of(List.of("java", "Main", "@options"), List.of())
                        .mayBeInFile())
                .isFalse();
    }

    @Test
    void shouldSplitOptionsAsTheJvmDoes() {
        assertThat(DirectorySetting.words(" -Da=\"x y\"z\t'-Db=\"' ''\n-c "))
                .containsExactly("-Da=x yz", "-Db=\"", "-c");
        assertThat(DirectorySetting.words("\"-Dunclosed")).isEmpty();
    }
}
