package io.ringtail.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Events as methods of an interface, from an application without any JVM flag to a tail. */
@Timeout(120)
final class TypedEventsTest {
    private static final int EVENTS = 30_000;
    private static final Pattern EVENT = Pattern.compile("\"event\":\"([^\"]*)\",\"fields\":(\\{.*\\})\\}");

    @TempDir
    private Path scratch;

    @Test
    void shouldWriteEachParameterAsItsFieldOnEveryPath() throws Exception {
        assertThat(problems(List.of())).hasSize(1);
    }

    @Test
    void shouldWriteTheSameEventsWhereNoClassCanBeDefined() throws Exception {
        assertThat(problems(List.of("-Dringtail.providers=reflection")))
                .hasSize(2)
                .anyMatch(line -> line.contains("ShopEvents is implemented by reflection"));
    }

    /** Runs the application, checks its events, and returns the lines of its log. */
    private List<String> problems(List<String> jvmOptions) throws Exception {
        try (RingtailHost host = new RingtailHost("--buffer-size", "32m");
                RingtailProcess application = RingtailProcess.startMain(
                        scratch, jvmOptions, TypedApplication.class.getName(), host.dir(), Integer.toString(EVENTS))) {
            RingtailProcess.Ended ended = application.ended();
            assertThat(ended.out()).isEqualTo("written\n");
            assertThat(ended.err()).contains("shop:wrong is never written: field value is of type java.lang.Object");
            List<String> others = new ArrayList<>();
            int orders = 0;
            int gaps = 0;
            for (String line : host.run(
                            "tail",
                            "--json",
                            "--from",
                            "oldest",
                            "--count",
                            Integer.toString(2 * EVENTS + 17),
                            "--dir",
                            host.dir())
                    .lines()
                    .toList()) {
                Matcher event = EVENT.matcher(line);
                assertThat(event.find()).as(line).isTrue();
                String fields = event.group(2);
                if (event.group(1).equals("shop:order") && orders < EVENTS) {
                    assertThat(fields).isEqualTo(order(orders++));
                } else if (event.group(1).equals("shop:gaps")) {
                    assertThat(fields).isEqualTo(gap(gaps++));
                } else {
                    others.add(event.group(1) + fields);
                }
            }
            assertThat(gaps).isEqualTo(EVENTS);
            assertThat(others).containsExactlyElementsOf(expected());
            return ended.err().lines().toList();
        }
    }

    @Test
    void shouldDeliverTheEventsOfAProgramThatEndsAtOnceIfItAsksForThat() throws Exception {
        int count = 900;
        try (RingtailHost host = new RingtailHost();
                RingtailProcess application = RingtailProcess.startMain(
                        scratch,
                        List.of("-Dringtail.flush=30s", "-Dringtail.dir=" + host.dir()),
                        BriefApplication.class.getName(),
                        Integer.toString(count))) {
            RingtailProcess.Ended ended = application.ended();
            assertThat(ended.status()).isZero();
            assertThat(ended.err()).isEmpty();
            int next = 0;
            for (String line : host.run("tail", "--from", "oldest", "--duration", "1s", "--dir", host.dir())
                    .lines()
                    .toList()) {
                if (line.contains(" step: ")) {
                    assertThat(line).matches(".* step: +number=" + next + " text=step " + next);
                    next++;
                } else {
                    assertThat(line).matches(".* early: +time_ns=\\d+ thread=main");
                }
            }
            assertThat(next).isEqualTo(count);
        }
    }

    private static String order(int i) {
        String customer = i % 3 == 0 ? "(null)" : i % 3 == 1 ? "ada" : "Zoë-" + i;
        return "{\"id\":" + i + ",\"quantity\":" + -i + ",\"customer\":\"" + customer + "\"}";
    }

    private static String gap(int i) {
        return "{\"one\":" + (byte) i + ",\"two\":" + i + ",\"three\":" + (byte) -i + ",\"four\":" + i
                + ",\"five\":5,\"text\":\"" + "t".repeat(i % 50) + "\",\"more\":\"z\"}";
    }

    private static List<String> expected() {
        List<String> events = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            events.add("shop:every{\"flag\":true,\"small\":-8,\"port\":65535,\"letter\":90,\"last\":200,\"ratio\":0.5,"
                    + "\"share\":-1.25,\"mask\":51966,\"side\":\"SELL\",\"code\":\"toolo\",\"built\":\"built\"}");
            events.add("shop:nothing{}");
            events.add("shop:renamed{\"x\":7}");
            events.add("shop:match_begin{\"orderId\":1}");
            events.add("shop:match_begin{\"orderId\":2}");
            events.add("shop:queueDepth{\"counter\":-3}");
            events.add("shop:match_end{}");
            events.add("shop:match_end{}");
        }
        events.add("shop:order{\"id\":" + EVENTS + ",\"quantity\":0,\"customer\":\"" + "x".repeat(3000) + "\"}");
        return events;
    }
}
