/**
 * The command line: one class a command, each turning arguments into calls on the packages that do the work. Nothing else
 * depends on this package.
 */
@NullMarked
package io.ringtail.cli;

import org.jspecify.annotations.NullMarked;
