package io.ringtail.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code ringtail view}: who gets what; {@code .ci/page} shows its page in a browser. */
@Tag("once")
@Timeout(180)
final class ViewTest {
    private static final Pattern ADDRESS =
            Pattern.compile("ringtail: .* at ((http://127\\.0\\.0\\.1:\\d+/)\\w+/)(\\S*)");
    private static final int COUNT = 3000;
    private static final byte[] END_FRAME = {16, 0, 0, 0, 8};

    @TempDir
    private Path scratch;

    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void shouldServeAFileToWhoKnowsItsAddressUntilItIsInterrupted() throws Exception {
        Path file = scratch.resolve("load.dat");
        record(file);
        try (RingtailProcess view = RingtailProcess.start(
                scratch, "view", "--no-open", "--event", "load:*", "--filter", "seq < 10", file.toString())) {
            Matcher address = ADDRESS.matcher(String.valueOf(view.out().readLine()));
            assertThat(address.matches()).as(view.err()).isTrue();
            String page = address.group(1);
            assertThat(address.group(3)).isEqualTo("?event=load%3A*&filter=seq+%3C+10");
            checkThatOthersGetNothing(address.group(2));
            checkPage(page, address.group(3), file);
            checkStreams(page, address.group(3));
            view.signal("INT");
            assertThat(view.ended().status()).isZero();
        }
    }

    private void record(Path file) throws Exception {
        try (RingtailHost host = new RingtailHost("--mode", "discard")) {
            host.run("load", "--dir", host.dir(), "--threads", "2", "--count", "" + COUNT / 2);
            host.copyTo(file, "record", "--compress");
        }
    }

    private void checkThatOthersGetNothing(String origin) throws Exception {
        for (String path : List.of("", "stream", "files", "page/app.js", "0123456789abcdef/", "x/../stream")) {
            HttpResponse<String> refused = get(origin + path);
            assertThat(refused.statusCode()).as(path).isEqualTo(404);
            assertThat(refused.body()).contains("open the one that ringtail view has printed");
        }
    }

    private void checkPage(String page, String query, Path file) throws Exception {
        HttpResponse<String> index = get(page + query);
        assertThat(index.statusCode()).isEqualTo(200);
        assertThat(index.body()).contains("data-source=\"files\"");
        assertThat(index.headers().firstValue("Content-Security-Policy").orElse(""))
                .contains("default-src 'none'");
        assertThat(index.headers().firstValue("Referrer-Policy")).hasValue("no-referrer");
        assertThat(get(page + "page/app.js").statusCode()).isEqualTo(200);
        assertThat(get(page + "files").body()).contains("\"name\":\"" + file + "\"", "\"clock\":\"mono\"");
        assertThat(get(page + "stats").statusCode()).isEqualTo(404);
        HttpRequest change = HttpRequest.newBuilder(URI.create(page + "files"))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        assertThat(client.send(change, BodyHandlers.ofString()).statusCode()).isEqualTo(405);
    }

    private void checkStreams(String page, String query) throws Exception {
        byte[] all = client.send(request(page + "stream"), BodyHandlers.ofByteArray())
                .body();
        byte[] few = client.send(request(page + "stream" + query), BodyHandlers.ofByteArray())
                .body();
        assertThat(all.length).isGreaterThan(12 * COUNT);
        assertThat(few.length).isBetween(1000, all.length / 2);
        // The last frame says that the stream is complete.
        assertThat(all).endsWith(new byte[8]).containsSequence(END_FRAME);
        assertThat(get(page + "stream?filter=seq+%3C").body()).contains("seq <\n", "^");
        assertThat(get(page + "stream?since=yesterday").body()).contains("since: 'yesterday' is not a time");
        assertThat(get(page + "stream?since=%2B2s&until=%2B1s").body()).contains("since +2s is not before until +1s");
        assertThat(get(page + "stream?buffer=x").body()).contains("has no buffer \"x\"");
        assertThat(get(page + "stream?from=now").statusCode()).isEqualTo(400);
    }

    private static HttpRequest request(String url) {
        return HttpRequest.newBuilder(URI.create(url)).build();
    }

    private HttpResponse<String> get(String url) throws Exception {
        return client.send(request(url), BodyHandlers.ofString());
    }

    @Test
    @Tag("extensive")
    void shouldSayWhatItCannotShow() throws Exception {
        Path text = Files.writeString(scratch.resolve("text.dat"), "no trace");
        assertThat(refused(1, "view", text.toString())).contains("not a trace.dat");
        Path file = scratch.resolve("load.dat");
        record(file);
        assertThat(refused(1, "view", file.toString(), "--since", "-1s", "--until", "-2s"))
                .contains("--since -1s is not before until -2s: the events are from ");
        assertThat(refused(1, "view", file.toString(), "--buffer", "x")).contains("has no buffer \"x\"");
        assertThat(refused(2, "view", file.toString(), "--port", "65536")).contains("give a number from 0 to 65535");
        try (var channel = Files.newByteChannel(file, StandardOpenOption.WRITE)) {
            channel.truncate(Files.size(file) / 2);
        }
        assertThat(refused(1, "view", file.toString())).contains("truncated");
    }

    private String refused(int status, String... command) throws Exception {
        List<String> words = new ArrayList<>(List.of(command));
        words.add("--no-open");
        RingtailProcess.Ended ended = RingtailProcess.run(scratch, words.toArray(String[]::new));
        assertThat(ended.status()).as(ended.err()).isEqualTo(status);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err()).hasLineCount(1);
        return ended.err();
    }
}
