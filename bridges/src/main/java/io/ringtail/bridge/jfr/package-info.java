/**
 * The JVM's own events, as JDK Flight Recorder streams them: pauses, safepoints, waits of threads.
 *
 * <p>Only {@link io.ringtail.bridge.jfr.JfrBridge} can be loaded on a JVM without the module jdk.jfr.
 */
@NullMarked
package io.ringtail.bridge.jfr;

import org.jspecify.annotations.NullMarked;
