package io.ringtail.bridge.log4j;

import io.ringtail.bridge.LogBridge;
import io.ringtail.bridge.UsedTracer;
import io.ringtail.client.Tracer;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.Core;
import org.apache.logging.log4j.core.Filter;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;
import org.apache.logging.log4j.core.config.plugins.Plugin;
import org.apache.logging.log4j.core.config.plugins.PluginAttribute;
import org.apache.logging.log4j.core.config.plugins.PluginElement;
import org.apache.logging.log4j.core.config.plugins.PluginFactory;
import org.jspecify.annotations.Nullable;

/**
 * An appender that writes log calls as events {@code log:message}, on the thread that calls it: with asynchronous
 * loggers or an Async appender, that is their thread. Its filter applies.
 *
 * <p>In a configuration: {@code <Ringtail name="ringtail" directory="/run/ringtail"/>}.
 */
@Plugin(name = "Ringtail", category = Core.CATEGORY_NAME, elementType = Appender.ELEMENT_TYPE)
public final class RingtailAppender extends AbstractAppender {
    private final UsedTracer tracer;
    private final LogBridge<LogEvent> bridge;

    private RingtailAppender(String name, @Nullable Filter filter, UsedTracer tracer) {
        super(name, filter, null, true, Property.EMPTY_ARRAY);
        this.tracer = tracer;
        this.bridge = new LogBridge<>("Log4j", tracer, new Log4jCalls());
    }

    /**
     * Creates an appender with its own tracer, which is closed when the appender stops; null, which Log4j reports,
     * if that is not possible.
     */
    @PluginFactory
    public static @Nullable RingtailAppender create(
            @PluginAttribute("name") @Nullable String name,
            @PluginAttribute("directory") @Nullable String directory,
            @PluginElement("Filter") @Nullable Filter filter) {
        try {
            return new RingtailAppender(name == null ? "ringtail" : name, filter, UsedTracer.connect(directory));
        } catch (RuntimeException | LinkageError e) {
            LOGGER.error("no events are written: the directory is {}", directory, e);
            return null;
        }
    }

    /** Creates an appender that writes with a tracer of the application's. */
    public static RingtailAppender create(String name, Tracer tracer) {
        return new RingtailAppender(name, null, UsedTracer.of(tracer));
    }

    /** Log4j also calls an appender that it has stopped, or not started. */
    @Override
    public void append(LogEvent call) {
        if (isStarted()) {
            bridge.write(call);
        }
    }

    /** Stops writing; for good if the tracer is this appender's own, since Log4j creates appenders anew. */
    @Override
    public boolean stop(long timeout, TimeUnit unit) {
        boolean stopped = super.stop(timeout, unit);
        tracer.close();
        return stopped;
    }
}
