/**
 * The few C library functions that the client and the daemon call, and the two ways to reach them.
 *
 * <p>{@link io.ringtail.client.libc.LibC#find} takes {@code java.lang.foreign} where it is final (JDK 22 and later; by
 * reflection, for this is Java 17 bytecode), else JNA if the application has it on its class path, else there is none
 * and every user of this package has a fallback in plain Java. Classes of JNA and of {@code java.lang.foreign} are named
 * nowhere else.
 *
 * <p>From JDK 24 on, the JVM prints a warning on standard error, once a module, when code that was not given native
 * access calls a restricted method: {@code java.lang.foreign.Linker::downcallHandle} here, {@code System::load} in JNA.
 * A library cannot silence it. The one who starts the application can: {@code --enable-native-access=ALL-UNNAMED} (or
 * the module's name) on the command line, or {@code Enable-Native-Access: ALL-UNNAMED} in the manifest of a jar started
 * with {@code java -jar}. With {@code --illegal-native-access=deny} the calls fail and the fallbacks are taken, without
 * a warning. With the property {@code ringtail.cpu=hashed} a client makes no native call at all, unless
 * its daemon hands it the buffer as a descriptor.
 *
 * <p>Decisions don't belong here: which CPU number to trust is {@code .cpu}'s, which barrier to use {@code .barrier}'s.
 */
@NullMarked
package io.ringtail.client.libc;

import org.jspecify.annotations.NullMarked;
