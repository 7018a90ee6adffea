/**
 * The few C library functions that the client and the daemon call, and the two ways to call them.
 *
 * <p>{@link io.ringtail.client.libc.LibC#find} uses {@code java.lang.foreign} where it is final (JDK 22 and later; by
 * reflection, since this is Java 17 bytecode), otherwise JNA if it is on the application's class path; otherwise there
 * is no C library, and every user of this package falls back to plain Java. Only this package names classes of JNA and
 * of {@code java.lang.foreign}.
 *
 * <p>From JDK 24 on, the JVM prints a warning on standard error, once per module, when code without native access calls
 * a restricted method: {@code java.lang.foreign.Linker::downcallHandle} here, {@code System::load} in JNA. A library
 * cannot suppress it. Whoever starts the application can: {@code --enable-native-access=ALL-UNNAMED} (or the module's
 * name) on the command line, or {@code Enable-Native-Access: ALL-UNNAMED} in the manifest of a jar started with
 * {@code java -jar}. With {@code --illegal-native-access=deny} the calls fail and the fallbacks are used, without a
 * warning. With the property {@code ringtail.cpu=hashed} a client makes no native call at all, unless its daemon passes
 * it the buffer as a descriptor.
 *
 * <p>Decisions do not belong here: {@code .cpu} decides which CPU number to trust, {@code .barrier} which barrier to
 * use.
 */
@NullMarked
package io.ringtail.client.libc;

import org.jspecify.annotations.NullMarked;
