/**
 * Creation of a trace.dat from a buffer file without a daemon, after all processes died or from a copy.
 *
 * <p>The assembly from a file's rings, its tables and its lock, and the account of it, belong here. Repairing and
 * reading a ring ({@code buffer}), reading the tables ({@code control}), and printing ({@code cli}) do not.
 */
@NullMarked
package io.ringtail.daemon.recovery;

import org.jspecify.annotations.NullMarked;
