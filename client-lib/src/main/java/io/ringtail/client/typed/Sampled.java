package io.ringtail.client.typed;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks an event of which only some are written, chosen at random: one of {@link #every()} on average. An event that is
 * not chosen counts as neither written nor lost. Where a span's begin is not chosen, neither is its end.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Sampled {
    /** The average number of calls for each event that is written. */
    int every();
}
