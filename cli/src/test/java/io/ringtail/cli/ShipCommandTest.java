package io.ringtail.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.reader.fleet.SupersededException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** The commands for Kafka without their optional module, which this module's tests do not see. */
final class ShipCommandTest {
    private final StringWriter err = new StringWriter();

    private int run(String line) {
        return Main.commandLine().setErr(new PrintWriter(err, true)).execute(line.split(" ", -1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ship --kafka 127.0.0.1:1", "topics --kafka 127.0.0.1:1"})
    void shouldSayHowToGetTheModule(String line) {
        assertThat(run(line)).isEqualTo(1);
        assertThat(err.toString())
                .hasLineCount(1)
                .startsWith("ringtail: ")
                .contains("ringtail-kafka.jar is not installed", "mvn -pl kafka -am package");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ship", "topics", "topics --create --partitions 3"})
    void shouldAskForBrokers(String line) {
        assertThat(run(line)).isEqualTo(2);
        assertThat(err.toString()).hasLineCount(1).contains("--kafka is missing: give the brokers");
    }

    @Test
    void shouldRefuseABeginningGivenTwice() {
        assertThat(run("ship --kafka 127.0.0.1:1 --from now --since 10s")).isEqualTo(2);
        assertThat(err.toString()).hasLineCount(1).contains("give --from or --since, not both");
    }

    @Test
    void shouldRefuseADelayThatIsNone() {
        assertThat(run("ship --kafka 127.0.0.1:1 --delay 11s")).isEqualTo(2);
        assertThat(err.toString()).hasLineCount(1).contains("--delay is 11000 ms: give at most 10000ms");
    }

    @Test
    void shouldRefuseANumberOfPartitionsThatIsNone() {
        assertThat(run("topics --kafka 127.0.0.1:1 --partitions 0")).isEqualTo(2);
        assertThat(err.toString()).hasLineCount(1).contains("--partitions is 0: give a number from 1 to 100000");
    }

    @Test
    void shouldRefuseASnapshotThatNoHostWouldTake() {
        String ask = "snapshot --fleet --kafka x:1 --fleet-keys k ";
        assertThat(run(ask + "--reason " + "x".repeat(513))).isEqualTo(2);
        assertThat(run(ask + "--host " + "x".repeat(257))).isEqualTo(2);
        assertThat(run(ask + "--host " + "x".repeat(256))).isEqualTo(2);
        assertThat(run(ask + "--host a\tb")).isEqualTo(2);
        assertThat(err.toString().lines())
                .satisfiesExactly(
                        line -> assertThat(line).contains("--reason has 513 characters: give at most 512"),
                        line -> assertThat(line).contains("--host has 257 characters: give at most 256"),
                        line -> assertThat(line).contains("--host is a pattern of 256 characters"),
                        line -> assertThat(line).contains("--host has control characters"));
    }

    @Test
    void shouldShortenWhatATriggerSaysOfItself() {
        assertThat(run("ship --kafka x:1 --fleet-keys k --snapshot-on " + "a*".repeat(120) + " --host "
                        + "x".repeat(253) + " --snapshot-if " + "quantity>1&&".repeat(50) + "quantity>1"))
                .isEqualTo(1);
        assertThat(err.toString()).hasLineCount(1).contains("ringtail-kafka.jar is not installed");
    }

    @Test
    void shouldEndWithAStatusOfItsOwnForALaterShipper() {
        CommandLine command = new CommandLine(CommandSpec.wrapWithoutInspection((Callable<Integer>) () -> {
            throw new SupersededException("another shipper has begun");
        }));
        command.setExecutionExceptionHandler(new Problems(() -> false)).setErr(new PrintWriter(err, true));
        assertThat(command.execute()).isEqualTo(3);
        assertThat(err.toString()).hasLineCount(1).contains("another shipper has begun");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "view --kafka 127.0.0.1:1",
                "view --kafka 127.0.0.1:1 --snapshot 20260131T120000Z-0123456789abcdef",
                "export --kafka 127.0.0.1:1 --snapshot 20260131T120000Z-0123456789abcdef --perfetto -o /dev/null"
            })
    void shouldTakeAFleetsEvents(String line) {
        assertThat(run(line)).isEqualTo(1);
        assertThat(err.toString()).hasLineCount(1).contains("ringtail-kafka.jar is not installed");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "view | give FILE or --kafka, one of them",
                "view a.dat --kafka 127.0.0.1:1 | give FILE or --kafka, one of them",
                "view a.dat --host x | --host is about a Kafka cluster: give --kafka, too",
                "tail --kafka 127.0.0.1:1 --group g --count 10 | --count would leave out events that --group",
                "tail --kafka 127.0.0.1:1 --group g --until 1s | --until would leave out events that --group",
                "view --kafka 127.0.0.1:1 --since yesterday | --since is 'yesterday': ",
                "view a.dat --snapshot x | --snapshot is in a Kafka cluster: give --kafka, too",
                "query a.dat --snapshot x --ask rates | --snapshot is in a Kafka cluster: give --kafka, too",
                "query --kafka 127.0.0.1:1 --snapshot x --since 10s --ask rates | --since means nothing for a snapshot",
                "export --kafka 127.0.0.1:1 --snapshot x --duration 1s --perfetto -o y | --duration means nothing for a",
                "export --kafka 127.0.0.1:1 --snapshot x --csv -o y | give --perfetto, which takes several hosts",
                "snapshot --fleet --kafka x:1 --fleet-keys k --before 2h | --before is 7200 s: give at most 3600 s",
                "snapshot --fleet --kafka x:1 --fleet-keys k --after 61m | --after is 3660 s: give at most 3600 s",
                "snapshot --fleet --kafka x:1 --fleet-keys k --moment 1969-01-31T12:00:00Z | --moment is 1969",
                "snapshot --fleet --kafka x:1 --fleet-keys k --moment 2300-01-31T12:00:00Z | --moment is 2300",
                "ship --kafka x:1 --fleet-keys k --snapshots-only --metrics 127.0.0.1:0 | --metrics means nothing with",
                "ship --kafka x:1 --fleet-keys k --snapshots-only --event a:b | --event means nothing with --snapshots",
                "ship --kafka x:1 --fleet-keys k --snapshots-only --filter a==1 | --filter means nothing with --snap",
                "ship --kafka x:1 --fleet-keys k --snapshots-only --lossless | --lossless means nothing with --snap",
                "ship --kafka x:1 --fleet-keys k --snapshots-only --delay 1s | --delay means nothing with --snapshots",
                "ship --kafka x:1 --fleet-keys k --snapshot-on a --snapshot-before 2h | --snapshot-before is 7200 s",
            })
    void shouldRefuseWhatMeansNothingForAFleet(String line, String reason) {
        assertThat(run(line)).isEqualTo(2);
        assertThat(err.toString()).hasLineCount(1).contains(reason);
    }
}
