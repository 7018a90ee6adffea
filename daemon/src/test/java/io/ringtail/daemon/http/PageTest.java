package io.ringtail.daemon.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.daemon.page.PageFile;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The page for browsers, as it is served; {@code .ci/page} shows it in a browser. */
@Timeout(60)
final class PageTest extends FreshServedFile {
    private static final String BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
    private static final Pattern LOADED = Pattern.compile("(?:href|src)=\"([^\"]+)\"");
    private static final Pattern IMPORTED = Pattern.compile("\nimport .* from \"\\./([^\"]+)\";");

    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void shouldGiveTheRootAsAPageToABrowserOnly() throws Exception {
        HttpResponse<String> page = get("/", BROWSER);
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Type")).hasValue("text/html; charset=utf-8");
        assertThat(page.body()).startsWith("<!doctype html>");
        assertThat(get("/", "*/*").body()).startsWith("header_page");
        assertThat(get("/", "text/html;q=0, */*").body()).startsWith("header_page");
        assertThat(get("/events", BROWSER).body()).doesNotContain("<");
    }

    @Test
    void shouldRunNoScriptButItsOwn() throws Exception {
        String policy = get("/", BROWSER)
                .headers()
                .firstValue("Content-Security-Policy")
                .orElse("");
        assertThat(policy).contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'");
        assertThat(policy).doesNotContain("unsafe", "*", "http");
        assertThat(get("/page/index.html", "*/*").headers().firstValue("Content-Security-Policy"))
                .hasValue(policy);
    }

    @Test
    void shouldServeEveryFileThatThePageLoads() throws Exception {
        List<String> loaded = found(LOADED, get("/", BROWSER).body());
        assertThat(loaded).isNotEmpty().allMatch(path -> path.startsWith("page/"));
        for (String path : loaded) {
            assertThat(PageFile.NAMES).contains(path.substring("page/".length()));
        }
        for (String name : PageFile.NAMES) {
            HttpResponse<String> file = get("/page/" + name, "*/*");
            assertThat(file.statusCode()).as(name).isEqualTo(200);
            assertThat(file.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
            if (name.endsWith(".js")) {
                assertThat(file.headers().firstValue("Content-Type")).hasValue("text/javascript; charset=utf-8");
                assertThat(PageFile.NAMES).containsAll(found(IMPORTED, file.body()));
                assertThat(file.body()).as(name).doesNotContain("innerHTML =").doesNotContain("eval(");
            }
        }
        assertThat(get("/page/../page.css", "*/*").statusCode()).isNotEqualTo(200);
        assertThat(get("/page/uplot/none", "*/*").statusCode()).isEqualTo(404);
    }

    private static List<String> found(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
    }

    private HttpResponse<String> get(String path, String accept) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create(daemon.url() + path))
                        .header("Accept", accept)
                        .build(),
                BodyHandlers.ofString());
    }
}
