/**
 * Views that are drawn repeatedly: on a terminal's alternate screen, or as blocks of lines where there is no
 * terminal. The commands provide the lines; nothing here talks to a daemon.
 *
 * <p>A few ANSI sequences and {@code stty} control the terminal. JLine, without its native code, runs {@code stty} as
 * well; its 160 classes (436 KB) mostly serve to edit lines, which no command does.
 */
@NullMarked
package io.ringtail.cli.live;

import org.jspecify.annotations.NullMarked;
