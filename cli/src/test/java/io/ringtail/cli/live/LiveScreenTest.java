package io.ringtail.cli.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.cli.live.TerminalMode.Size;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LiveScreenTest {
    @Test
    void shouldDrawLinesFromTheTopAndTheStatusOnTheLastRow() {
        assertThat(LiveScreen.text(List.of("one", "two"), new Size(5, 10), "status"))
                .isEqualTo("\033[Hone\033[K\r\ntwo\033[K\r\n\033[J\033[5;1Hstatus\033[K");
    }

    @Test
    void shouldDrawNoMoreThanTheScreenHolds() {
        assertThat(LiveScreen.text(List.of("1234567", "b", "c", "d"), new Size(3, 5), "123456"))
                .isEqualTo("\033[H1234…\033[K\r\nb\033[K\r\n\033[J\033[3;1H1234…\033[K");
    }

    @Test
    void shouldPassOnNoControlCharacterOfALine() {
        assertThat(LiveScreen.text(List.of("a\033]0;title\007"), new Size(3, 80), null))
                .isEqualTo("\033[Ha?]0;title?\033[K\r\n\033[J");
    }

    @Test
    void shouldParseTheSizeOfATerminal() {
        assertThat(TerminalMode.size("50 132")).contains(new Size(50, 132));
        assertThat(TerminalMode.size("0 0")).contains(new Size(24, 80));
        assertThat(TerminalMode.size("")).isEmpty();
    }

    @Test
    void shouldPrintBlocksWhereThereIsNoScreen() throws IOException {
        List<String> written = new ArrayList<>();
        Counter view = new Counter();
        new PlainBlocks(view, true, 1, written::add).print(2);
        assertThat(written).containsExactly("refreshed 2?\n", "\nrefreshed 3?\n");
    }

    @Test
    void shouldPrintLinesOfJsonAsTheyAre() throws IOException {
        List<String> written = new ArrayList<>();
        new PlainBlocks(new Counter(), false, 1, written::add).print(2);
        assertThat(written).containsExactly("refreshed 2\t\n", "refreshed 3\t\n");
    }

    /** A view of the number of its refreshes. */
    private static final class Counter implements LiveView {
        private int refreshed;

        @Override
        public void refresh() {
            refreshed++;
        }

        @Override
        public List<String> lines(int columns, int rows) {
            return List.of("refreshed " + refreshed + '\t');
        }
    }
}
