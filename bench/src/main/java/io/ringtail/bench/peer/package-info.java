/**
 * Other ways for a JVM to write an event, in the same benchmark run as Ringtail's: the same three values, each peer set
 * up as its own documentation recommends for speed, and writing to memory (tmpfs) if it writes a file.
 */
@NullMarked
package io.ringtail.bench.peer;

import org.jspecify.annotations.NullMarked;
