/**
 * Making a trace.dat of a buffer file without a daemon, after everything died or from a copy.
 *
 * <p>Belongs here: what is put together from a file's rings, its tables and its lock, and the account of it. Doesn't: how a
 * ring is repaired and read ({@code buffer}), how its tables are read ({@code control}), what is printed ({@code cli}).
 */
@NullMarked
package io.ringtail.daemon.recovery;

import org.jspecify.annotations.NullMarked;
