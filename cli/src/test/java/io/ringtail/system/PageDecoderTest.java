package io.ringtail.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The modules of the page for browsers that need none, run by node: the events that they decode are those of {@code ringtail
 * tail --json}, and what they keep is bounded.
 */
@Timeout(300)
@Tag("once")
final class PageDecoderTest {
    private static final boolean REQUIRED = "1".equals(System.getenv("RINGTAIL_REQUIRE_NODE"));
    private static final Path MODULES = Path.of(
                    "..", "daemon", "src", "main", "resources", "io", "ringtail", "daemon", "page")
            .toAbsolutePath();
    private static final Path DECODE =
            Path.of("src", "test", "page", "decode.mjs").toAbsolutePath();
    private static final Path UNITS =
            Path.of("src", "test", "page", "units.mjs").toAbsolutePath();
    /** A floating-point number; Java and JavaScript write some of them differently. */
    private static final Pattern FLOATING = Pattern.compile("\"f(32|64)\":(-?[\\d.]+(?:[Ee][-+]?\\d+)?)");

    private static final int ROUNDS = 50;

    @TempDir
    Path scratch;

    @Test
    void shouldDecodeEveryEventAsTailDoes() throws Exception {
        assumeTrue(REQUIRED || hasNode(), "node is missing");
        try (RingtailHost host = new RingtailHost()) {
            try (RingtailProcess writer = RingtailProcess.startMain(
                    host.directory(), List.of(), AllFieldTypes.class.getName(), host.dir(), "" + ROUNDS)) {
                assertThat(writer.status()).as(writer.err()).isZero();
            }
            RingtailProcess.Ended load =
                    RingtailProcess.run(scratch, "load", "--dir", host.dir(), "--threads", "4", "--count", "20000");
            assertThat(load.status()).isZero();
            Path stream = scratch.resolve("stream");
            HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create(host.url() + "/stream?wait=0"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofFile(stream));
            long written = host.sum("written");
            RingtailProcess.Ended tail = RingtailProcess.run(
                    scratch, "tail", "--json", "--dir", host.dir(), "--from", "oldest", "--count", "" + written);
            List<String> expected = sameNumbers(tail.out());
            assertThat(expected).hasSize((int) written);
            List<String> decoded = sameNumbers(decode(stream));
            for (int i = 0; i < Math.min(decoded.size(), expected.size()); i++) {
                assertThat(decoded.get(i)).isEqualTo(expected.get(i));
            }
            assertThat(decoded).hasSameSizeAs(expected);
        }
    }

    @Test
    void shouldKeepABoundedAmountInTheOrderOfTime() throws Exception {
        assumeTrue(REQUIRED || hasNode(), "node is missing");
        assertThat(node(UNITS, MODULES.toString())).contains("tests");
    }

    private static boolean hasNode() throws InterruptedException {
        try {
            return new ProcessBuilder("node", "--version").start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private String decode(Path stream) throws Exception {
        return node(DECODE, MODULES.toString(), stream.toString());
    }

    private String node(Path script, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("node", script.toString()));
        command.addAll(List.of(arguments));
        Path err = scratch.resolve("err");
        Process node = new ProcessBuilder(command).redirectError(err.toFile()).start();
        String out = new String(node.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(node.waitFor()).as(Files.readString(err)).isZero();
        return out;
    }

    private static List<String> sameNumbers(String lines) {
        List<String> same = new ArrayList<>();
        lines.lines().forEach(line -> same.add(FLOATING.matcher(line).replaceAll(PageDecoderTest::number)));
        return same;
    }

    private static String number(MatchResult text) {
        boolean single = text.group(1).equals("32");
        String value = single ? "" + Float.parseFloat(text.group(2)) : "" + Double.parseDouble(text.group(2));
        return Matcher.quoteReplacement("\"f" + text.group(1) + "\":" + value);
    }
}
