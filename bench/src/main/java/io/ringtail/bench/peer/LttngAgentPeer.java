package io.ringtail.bench.peer;

import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * LTTng-UST's agent for java.util.logging. Its classes must be on the class path, its library on the library path, and
 * a session with the event {@code -j ringtail-bench} enabled must be running; {@code bench/run} provides all three.
 */
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // JMH calls open() before anything else
public class LttngAgentPeer {
    private Logger logger;
    private Handler handler;

    /** Connects to the session daemon. */
    @Setup
    public void open() throws ReflectiveOperationException {
        handler = Class.forName("org.lttng.ust.agent.jul.LttngLogHandler")
                .asSubclass(Handler.class)
                .getConstructor()
                .newInstance();
        logger = Logger.getLogger("ringtail-bench");
        logger.setUseParentHandlers(false);
        logger.setLevel(Level.INFO);
        logger.addHandler(handler);
    }

    /** Disconnects. */
    @TearDown
    public void close() {
        logger.removeHandler(handler);
        handler.close();
    }

    void log(long id, int quantity, long price) {
        logger.log(Level.INFO, "order {0} {1} {2}", new Object[] {id, quantity, price});
    }
}
