package io.ringtail.client.typed;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Adds the fields {@code java_tid} and {@code java_thread}: the current thread's id and name in its JVM. For virtual
 * threads, which otherwise appear as their carriers, of which one span may see several; the span's end has {@code
 * java_tid}, too, by which tools pair them. On an interface: to all of its events.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface JavaThread {}
