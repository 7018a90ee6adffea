package io.ringtail.bench.peer;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.FileAppender;
import java.io.IOException;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Logback's asynchronous appender in front of a file that is not flushed for each event; nothing is discarded. */
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // JMH calls open() before anything else
public class LogbackPeer {
    private static final int QUEUE = 1 << 16;

    private Scratch scratch;
    private LoggerContext context;
    private Logger logger;

    /** Starts Logback. */
    @Setup
    public void open() throws IOException {
        scratch = new Scratch();
        context = new LoggerContext();
        AsyncAppender async = new AsyncAppender();
        async.setContext(context);
        async.setQueueSize(QUEUE);
        async.setDiscardingThreshold(0);
        async.addAppender(file());
        async.start();
        logger = context.getLogger("bench");
        logger.setLevel(Level.INFO);
        logger.addAppender(async);
    }

    private FileAppender<ILoggingEvent> file() {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern("%d %thread %msg%n");
        encoder.start();
        FileAppender<ILoggingEvent> file = new FileAppender<>();
        file.setContext(context);
        file.setFile(scratch.path("log").toString());
        file.setImmediateFlush(false);
        file.setEncoder(encoder);
        file.start();
        return file;
    }

    /** Stops Logback and removes the file. */
    @TearDown
    public void close() throws IOException {
        context.stop();
        scratch.close();
    }

    void log(long id, int quantity, long price) {
        logger.info("order {} {} {}", id, quantity, price);
    }
}
