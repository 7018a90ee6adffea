package io.ringtail.cli.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class SectionsTest {
    private final Sections sections = new Sections();

    @Test
    void shouldSeparateSectionsAndLeaveOutEmptyOnes() {
        sections.add(List.of("a", "b"));
        sections.add(List.of());
        sections.add(List.of("c"));
        assertThat(sections.lines(100)).containsExactly("a", "b", "", "c");
    }

    @Test
    void shouldCutTheLongestSectionsAndSayHowMuchIsMissing() {
        sections.add(List.of("title"));
        sections.add(numbered("cpu", 64));
        sections.add(numbered("client", 4));
        assertThat(sections.lines(14))
                .hasSize(14)
                .startsWith("title", "", "cpu 0")
                .contains("… 58 more")
                .endsWith("client 2", "client 3");
    }

    @Test
    void shouldNotExceedTheRowsHoweverFew() {
        sections.add(numbered("a", 9));
        sections.add(numbered("b", 9));
        for (int rows = 0; rows < 25; rows++) {
            assertThat(sections.lines(rows)).hasSize(Math.min(rows, 19));
        }
    }

    private static List<String> numbered(String name, int count) {
        return IntStream.range(0, count).mapToObj(i -> name + " " + i).toList();
    }
}
