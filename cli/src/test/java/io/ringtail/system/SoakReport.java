package io.ringtail.system;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** The report of a soak, in Markdown. */
final class SoakReport {
    private final List<SoakStand> stands;
    private final StringBuilder rounds = new StringBuilder();
    private final long startNs = System.nanoTime();
    private int count;
    private long longestSettleMs;

    SoakReport(List<SoakStand> stands) {
        this.stands = stands;
    }

    /** Adds a round after its check: how long it disturbed, and how long it took until all accounts agreed. */
    void round(long disturbedNs, long settledNs, String load) throws Exception {
        count++;
        long settledMs = TimeUnit.NANOSECONDS.toMillis(settledNs);
        longestSettleMs = Math.max(longestSettleMs, settledMs);
        rounds.append(String.format(
                Locale.ROOT,
                "| %d | %d s | %.1f s | %s |",
                count,
                TimeUnit.NANOSECONDS.toSeconds(disturbedNs),
                settledMs / 1e3,
                load));
        for (SoakStand stand : stands) {
            rounds.append(
                    String.format(Locale.ROOT, " %,d | %,d | %,d |", stand.written(), stand.lost(), stand.repaired()));
        }
        rounds.append('\n');
    }

    /** The text so far. */
    String text(String state) {
        long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - startNs);
        StringBuilder text = new StringBuilder();
        text.append("# Soak: ").append(state).append("\n\n");
        text.append(String.format(
                Locale.ROOT,
                "%d rounds in %d min %d s ended with all accounts equal; the longest took %.1f s to settle.%n%n",
                count,
                seconds / 60,
                seconds % 60,
                longestSettleMs / 1e3));
        text.append("| |");
        stands.forEach(stand -> text.append(' ').append(stand.name()).append(" |"));
        text.append("\n|---|---:|---:|\n");
        for (SoakEvent event : SoakEvent.values()) {
            text.append("| ").append(event.label()).append(" |");
            stands.forEach(stand -> text.append(
                    String.format(Locale.ROOT, " %,d |", stand.counts().getOrDefault(event, 0L))));
            text.append('\n');
        }
        for (SoakStand stand : stands) {
            text.append("\nThe most that was held, ")
                    .append(stand.name())
                    .append(":\n\n")
                    .append(stand.footprints().report())
                    .append(String.format(
                            Locale.ROOT,
                            "- late: %d marks of events out of order; known as lost though written: %d; lost by stopping"
                                    + " inside an event, to all receivers for which rings wait: %d%n",
                            stand.late(),
                            stand.missing(),
                            stand.stalled()));
        }
        text.append("""

                Events since the beginning; *lost* is the sum of what all receivers were told.

                | | for | settled | load | overwrite: written | lost | repaired | discard: written | lost | repaired |
                |---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|
                """);
        return text.append(rounds).toString();
    }
}
