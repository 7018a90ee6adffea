/**
 * Reading and writing trace.dat, the file format of trace-cmd and KernelShark.
 *
 * <p>Sources: the manual pages trace-cmd.dat.v6(5) and trace-cmd.dat.v7(5), and the behaviour of trace-cmd 3.1. Version
 * 6 is written, since every trace-cmd reads it; 6 and 7 (uncompressed) are read. The file's sections and its pages
 * belong here; the meaning of an event's payload ({@code format}) does not.
 */
@NullMarked
package io.ringtail.reader.tracedat;

import org.jspecify.annotations.NullMarked;
