package io.ringtail.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The snippets of {@code docs/bridges.md} are those that the tests run. */
final class SnippetsTest {
    private static final Pattern SNIPPET = Pattern.compile("```(?:java|xml|properties)\n(.*?)```", Pattern.DOTALL);
    private static final Pattern SPACE = Pattern.compile("\\s+");

    @Test
    void shouldAllBeInTestsOrTheirFiles() throws IOException {
        List<String> snippets = SNIPPET.matcher(Files.readString(Path.of("../docs/bridges.md")))
                .results()
                .map((MatchResult snippet) -> snippet.group(1))
                .filter(snippet -> !snippet.contains("<dependency>"))
                .toList();
        String sources;
        try (Stream<Path> files = Files.walk(Path.of("src/test"))) {
            StringBuilder all = new StringBuilder();
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                all.append(plain(Files.readString(file))).append('\n');
            }
            sources = all.toString();
        }
        assertThat(snippets)
                .hasSize(7)
                .allSatisfy(snippet -> assertThat(sources).contains(plain(snippet)));
    }

    /** Reduces white space to single blanks. */
    private static String plain(String text) {
        return SPACE.matcher(text).replaceAll(" ").strip();
    }
}
