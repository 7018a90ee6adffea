package io.ringtail.kafka;

import java.io.IOException;
import kafka.Kafka;

/** The main method of a {@link Broker}'s process, which ends when its standard input does: with the JVM that started it. */
final class BrokerMain {
    private BrokerMain() {}

    /** Arguments: those of Kafka's own main method. */
    public static void main(String[] args) {
        Thread watch = new Thread(BrokerMain::endWithParent, "parent-watch");
        watch.setDaemon(true);
        watch.start();
        Kafka.main(args);
    }

    private static void endWithParent() {
        try {
            while (System.in.read() >= 0) {
                // Nothing is sent.
            }
        } catch (IOException gone) {
            // As the end of the input.
        }
        Runtime.getRuntime().halt(1);
    }
}
