/**
 * Views that are drawn again and again: on a terminal's alternate screen, or as blocks of lines where standard output is
 * no terminal. What is drawn belongs to the commands; nothing here talks to a daemon.
 *
 * <p>The terminal is driven by a few ANSI sequences and by {@code stty}. A terminal library would run {@code stty}, too,
 * since Ringtail ships no further native code for it, and be as large as all commands together.
 */
@NullMarked
package io.ringtail.cli.live;

import org.jspecify.annotations.NullMarked;
