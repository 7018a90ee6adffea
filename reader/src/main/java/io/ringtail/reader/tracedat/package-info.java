/**
 * trace.dat: the file that trace-cmd and KernelShark read, written and read.
 *
 * <p>Sources: the manual pages trace-cmd.dat.v6(5) and trace-cmd.dat.v7(5), and what trace-cmd 3.1 does. Version 6 is
 * written, since every trace-cmd reads it; 6 and 7 (not compressed) are read. Belongs here: the file's sections and its
 * pages. Doesn't: what an event's payload says ({@code report}).
 */
@NullMarked
package io.ringtail.reader.tracedat;

import org.jspecify.annotations.NullMarked;
