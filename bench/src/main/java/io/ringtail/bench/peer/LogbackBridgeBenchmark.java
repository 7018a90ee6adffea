package io.ringtail.bench.peer;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import io.ringtail.bench.jvm.CallBenchmark;
import io.ringtail.bench.jvm.OpenModules;
import io.ringtail.bridge.logback.RingtailAppender;
import io.ringtail.client.Tracer;
import io.ringtail.daemon.DaemonSettings;
import io.ringtail.daemon.RingtailDaemon;
import io.ringtail.daemon.Setting;
import io.ringtail.daemon.life.DaemonEnd;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A log call of Logback's through Ringtail's appender, beside one through Logback's asynchronous file appender. */
@Fork(jvmArgsAppend = {OpenModules.MISC, OpenModules.REF, OpenModules.REFLECT, OpenModules.CHANNELS})
public class LogbackBridgeBenchmark extends CallBenchmark {
    private static final int QUANTITY = 7;
    private static final long PRICE = 1999;

    private long count;

    /** Ringtail's appender; the daemon is in the same JVM, and idle. */
    @Benchmark
    public void ringtailAppender(Bridge bridge) {
        bridge.logger.info("order {} {} {}", count++, QUANTITY, PRICE);
    }

    /** Logback's asynchronous appender, for which the caller waits while its queue is full. */
    @Benchmark
    public void logbackAsync(LogbackPeer peer) {
        peer.log(count++, QUANTITY, PRICE);
    }

    /** A logger with Ringtail's appender, and a daemon. */
    @State(Scope.Benchmark)
    @SuppressWarnings("NullAway.Init") // JMH calls open() before anything else
    public static class Bridge {
        private static final Duration PATIENCE = Duration.ofSeconds(10);

        private Scratch scratch;
        private RingtailDaemon daemon;
        private Tracer tracer;
        private LoggerContext context;
        private Logger logger;

        /** Starts the daemon and Logback. */
        @Setup
        public void open() throws Exception {
            scratch = new Scratch();
            Path directory = Files.createDirectory(scratch.path("run"));
            DaemonSettings settings = new DaemonSettings().set(Setting.DIR, directory.toString());
            daemon = RingtailDaemon.start(settings.conclude(), "bench", Map.of(), new DaemonEnd());
            tracer = Tracer.connect(directory);
            context = new LoggerContext();
            context.setMDCAdapter(new LogbackMDCAdapter());
            RingtailAppender appender = new RingtailAppender(tracer);
            appender.setContext(context);
            appender.start();
            logger = context.getLogger("bench");
            logger.setLevel(Level.INFO);
            logger.addAppender(appender);
            if (!tracer.awaitReady(PATIENCE)) {
                throw new IllegalStateException("the daemon in " + directory + " does not answer");
            }
        }

        /** Stops Logback and the daemon. */
        @TearDown
        public void close() {
            context.stop();
            tracer.close();
            daemon.close();
            scratch.close();
        }
    }
}
