/**
 * The command line: one class per command, each of which turns arguments into calls to the packages that do the work.
 * No other package depends on this one.
 */
@NullMarked
package io.ringtail.cli;

import org.jspecify.annotations.NullMarked;
