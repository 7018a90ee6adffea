package io.ringtail.system;

import java.util.Random;

/** The random choices of a storm, which begins by printing the seed that repeats them. */
final class StormChoices {
    private StormChoices() {}

    /**
     * Returns the choices of {@code -Dringtail.storm.seed}, or new ones.
     *
     * @param storm what is printed before the seed
     */
    static Random of(String storm) {
        long seed = Long.getLong("ringtail.storm.seed", System.nanoTime());
        System.out.printf("%s: -Dringtail.storm.seed=%d%n", storm, seed);
        return new Random(seed);
    }
}
