package io.ringtail.system;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rings in discard mode with two receivers for which they wait, one of which comes back late from a restart. */
@Timeout(300)
final class LosslessRestartTest {
    /** As many as one ring holds, and more than the sockets do. */
    private static final int SOME = 15_000;
    /** More than all rings hold. */
    private static final int MANY = 150_000;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldWaitForTheReceiverThatComesBackLast(boolean killed) throws Exception {
        try (RingtailHost host = new RingtailHost(RingtailHost.BUSY, "--mode", "discard", "--buffer-size", "1m");
                RawReceiver first = new RawReceiver(host, "first", true, false, RawReceiver.FAST);
                RawReceiver last = new RawReceiver(host, "last", true, false, RawReceiver.NEVER)) {
            write(host, SOME);
            Eventually.until("the first one has all", () -> hasAll(first, host));
            assertThat(host.sum("dropped")).isZero();
            if (killed) {
                host.kill();
            } else {
                host.stop();
            }
            host.restart();
            Eventually.until("the first one is back", () -> host.streams() == 1);
            write(host, MANY);
            long dropped = host.sum("dropped");
            assertThat(dropped).as("dropped while the rings wait").isPositive();
            last.settle();
            Eventually.until("the last one has all", () -> hasAll(last, host));
            Eventually.until("the first one has all", () -> hasAll(first, host));
            assertThat(last.lost()).isEqualTo(dropped);
            assertThat(first.lost()).isEqualTo(dropped);
            write(host, SOME);
            assertThat(host.sum("dropped")).as("dropped when both are back").isEqualTo(dropped);
        }
    }

    private static void write(RingtailHost host, int count) throws Exception {
        host.run("load", "--dir", host.dir(), "--threads", "1", "--count", Integer.toString(count));
    }

    private static boolean hasAll(RawReceiver receiver, RingtailHost host) throws Exception {
        return receiver.check().accounted() == host.sum("written") + host.sum("dropped");
    }
}
