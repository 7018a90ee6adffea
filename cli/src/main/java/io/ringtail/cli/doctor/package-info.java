/**
 * What can be seen of a machine, of a run directory and of an application's process from outside: its user, its JVM's
 * options, its files and its mappings, as findings with a remedy each. Nothing here talks to a daemon or to the process.
 * What {@code /proc} says about another process is that process's choice: it is read up to a limit, and shown without
 * control characters.
 */
@NullMarked
package io.ringtail.cli.doctor;

import org.jspecify.annotations.NullMarked;
