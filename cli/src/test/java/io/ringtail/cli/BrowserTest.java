package io.ringtail.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class BrowserTest {
    @Test
    void shouldForwardToTheAddressWhateverItContains() {
        String page = Browser.forwarding("http://127.0.0.1:1/s/?a=1&b=%22\"<");
        assertThat(page)
                .contains("content=\"0; url=http://127.0.0.1:1/s/?a=1&amp;b=%22&quot;&lt;\"")
                .contains("<a href=\"http://127.0.0.1:1/s/?a=1&amp;b=%22&quot;&lt;\">");
    }
}
