package io.ringtail.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The limits and the use of what clients share, as the daemon reports them. */
@Timeout(120)
@Tag("once")
final class QuotaReportTest {
    @Test
    void shouldShowLimitsAndUse() throws Exception {
        try (RingtailHost host = new RingtailHost("--process-records", "5", "--process-share", "25");
                CountingClient client =
                        CountingClient.start(host, List.of(), 1, 1).ready()) {
            int pid = client.process().pid();
            String records = "{\"resource\":\"client records\",\"used\":1,\"limit\":1024,\"process\":{\"pid\":" + pid
                    + ",\"used\":1,\"limit\":5},\"user\":{\"uid\":";
            Pattern registered =
                    Pattern.compile("\"pid\":" + pid + ",[^}]*\"threads\":64,\"event_types\":1,\"event_bytes\":\\d+}");
            Eventually.until("it is counted", () -> {
                String statistics = host.get("/stats");
                return statistics.contains(records)
                        && registered.matcher(statistics).find();
            });
            assertThat(host.get("/stats"))
                    .containsPattern("\"resource\":\"thread slots\",\"used\":64,\"limit\":\\d+,\"process\":\\{\"pid\":"
                            + pid + ",\"used\":64,");
            assertThat(host.run("stat", "--dir", host.dir()).lines())
                    .anyMatch(line -> line.matches("RESOURCE +USED +LIMIT +PROCESS +USED +LIMIT +USER +USED +LIMIT"))
                    .anyMatch(line -> line.matches("client records +1 +1024 +pid " + pid + " +1 +5 +uid \\d+ +1 +1024"))
                    .anyMatch(line -> line.matches("thread slots +64 +.*"))
                    .anyMatch(line -> line.matches("event types +1 +65504 +pid " + pid + " +1 +16376 +uid .*"))
                    .anyMatch(line -> line.startsWith("bytes of event types "));
        }
    }
}
