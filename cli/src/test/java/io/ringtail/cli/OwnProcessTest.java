package io.ringtail.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

final class OwnProcessTest {
    @Test
    void shouldNotSpeakForTheServiceThatItsCommandBelongsTo() throws Exception {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        ProcessBuilder asked = new ProcessBuilder(OwnProcess.java(), "-cp", classPath, Environment.class.getName());
        asked.environment().put("NOTIFY_SOCKET", "/run/systemd/notify");
        asked.environment().put("RINGTAIL_DIR", "/run/trial");
        Process process = asked.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        assertThat(process.inputReader(StandardCharsets.UTF_8).lines().toList())
                .contains("RINGTAIL_DIR")
                .doesNotContain("NOTIFY_SOCKET");
    }

    /** Prints the names of the variables that a process of the command's own would have. */
    static final class Environment {
        private Environment() {}

        public static void main(String[] arguments) {
            OwnProcess.of(List.of(), "list").environment().keySet().forEach(System.out::println);
        }
    }
}
