package io.ringtail.client;

import io.ringtail.bench.peer.ChronicleQueuePeer;
import io.ringtail.bench.peer.JfrOrder;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.LongConsumer;
import jdk.jfr.Recording;
import org.HdrHistogram.Histogram;

/**
 * Measures how long single events take, in Ringtail, JFR and Chronicle Queue in turn, each with its own HdrHistogram.
 * Run it without garbage collections (with a collector that never collects). Prints, for each, the medians over the
 * rounds of the 50th, 99th and 99.9th percentile and of the maximum, ns, including the clock's two readings.
 */
public final class LatencyRun {
    private static final int ROUNDS = 9;
    private static final int WARM_UP = 300_000;
    private static final long LONGEST_NS = 10_000_000_000L;
    private static final double[] PERCENTILES = {50, 99, 99.9, 100};

    private LatencyRun() {}

    /**
     * Runs the measurement.
     *
     * @param args events in a round
     */
    public static void main(String[] args) throws Exception {
        int events = Integer.parseInt(args[0]);
        ChronicleQueuePeer queue = new ChronicleQueuePeer();
        queue.open();
        try (BenchBuffer buffer = new BenchBuffer();
                Recording recording = new Recording()) {
            recording.enable(JfrOrder.class).withoutStackTrace().withoutThreshold();
            recording.setMaxSize(64L << 20);
            recording.start();
            EventType order = buffer.type("order", false, true);
            LongConsumer[] peers = {
                id -> order.begin().u64(id).s32(7).u64(1999).commit(), JfrOrder::write, id -> queue.append(id, 7, 1999)
            };
            print(new String[] {"ringtail", "jfr", "chronicle-queue"}, measure(peers, events));
        } finally {
            queue.close();
        }
    }

    private static double[][][] measure(LongConsumer[] peers, int events) {
        double[][][] figures = new double[peers.length][PERCENTILES.length][ROUNDS];
        for (LongConsumer peer : peers) {
            round(peer, WARM_UP);
        }
        for (int round = 0; round < ROUNDS; round++) {
            for (int peer = 0; peer < peers.length; peer++) {
                Histogram histogram = round(peers[peer], events);
                for (int i = 0; i < PERCENTILES.length; i++) {
                    figures[peer][i][round] = histogram.getValueAtPercentile(PERCENTILES[i]);
                }
            }
        }
        return figures;
    }

    private static Histogram round(LongConsumer peer, int events) {
        Histogram histogram = new Histogram(LONGEST_NS, 3);
        for (int id = 0; id < events; id++) {
            long begin = System.nanoTime();
            peer.accept(id);
            histogram.recordValue(Math.min(LONGEST_NS, System.nanoTime() - begin));
        }
        return histogram;
    }

    private static void print(String[] names, double[][][] figures) {
        for (int peer = 0; peer < names.length; peer++) {
            for (int i = 0; i < PERCENTILES.length; i++) {
                double[] rounds = figures[peer][i];
                Arrays.sort(rounds);
                System.out.printf(
                        Locale.ROOT, "latency.%s.p%s\t%.0f%n", names[peer], text(PERCENTILES[i]), rounds[ROUNDS / 2]);
            }
        }
    }

    private static String text(double percentile) {
        return percentile == 99.9 ? "99.9" : Integer.toString((int) percentile);
    }
}
