package io.ringtail.client.typed;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Marks an interface whose methods are events, for {@link io.ringtail.client.Tracer#provider}. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface TraceProvider {
    /** The system of its events: the daemon shows them as {@code events/SYSTEM/NAME}. */
    String value();
}
