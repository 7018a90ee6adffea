package io.ringtail.bridge.agent;

import java.util.concurrent.TimeUnit;

/** An application that knows nothing of Ringtail: it logs with one library until it is ended, a minute at most. */
final class AgentApplication {
    private static final int ROUNDS = 3000;

    private AgentApplication() {}

    /** Logs with the library that the first argument names; only once if it is {@code none}. */
    public static void main(String[] args) throws InterruptedException {
        System.out.println("started");
        Runnable log = switch (args[0]) {
            case "jul" -> () -> java.util.logging.Logger.getLogger("shop").info("of jul");
            case "slf4j" -> () -> org.slf4j.LoggerFactory.getLogger("shop").error("of slf4j");
            case "log4j" ->
                () -> org.apache.logging.log4j.LogManager.getLogger("shop").error("of log4j");
            default -> null;
        };
        for (int i = 0; log != null && i < ROUNDS; i++) {
            log.run();
            if (i % 50 == 0) {
                System.gc();
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }
}
