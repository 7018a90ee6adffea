package io.ringtail.bench.peer;

import static org.apache.logging.log4j.util.Unbox.box;

import java.io.IOException;
import java.net.URI;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.core.async.AsyncLoggerContext;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.builder.api.ConfigurationBuilder;
import org.apache.logging.log4j.core.config.builder.api.ConfigurationBuilderFactory;
import org.apache.logging.log4j.core.config.builder.impl.BuiltConfiguration;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Log4j 2 with asynchronous loggers over LMAX's Disruptor, writing to a file that is not flushed for each event. */
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // JMH calls open() before anything else
public class Log4jPeer {
    private Scratch scratch;
    private AsyncLoggerContext context;
    private Logger logger;

    /** Starts Log4j. */
    @Setup
    public void open() throws IOException {
        scratch = new Scratch();
        context = new AsyncLoggerContext("bench", null, (@Nullable URI) null);
        context.start(configuration(scratch.path("log").toString()));
        logger = context.getLogger("bench");
    }

    private static Configuration configuration(String file) {
        ConfigurationBuilder<BuiltConfiguration> builder = ConfigurationBuilderFactory.newConfigurationBuilder();
        builder.setStatusLevel(Level.ERROR);
        builder.add(builder.newAppender("file", "RandomAccessFile")
                .addAttribute("fileName", file)
                .addAttribute("immediateFlush", false)
                .add(builder.newLayout("PatternLayout").addAttribute("pattern", "%d %t %m%n")));
        builder.add(builder.newRootLogger(Level.INFO).add(builder.newAppenderRef("file")));
        return builder.build();
    }

    /** Stops Log4j and removes the file. */
    @TearDown
    public void close() throws IOException {
        context.stop();
        scratch.close();
    }

    void log(long id, int quantity, long price) {
        logger.info("order {} {} {}", box(id), box(quantity), box(price));
    }
}
