/**
 * The buffer file and the rings in it, from the daemon's side: create, adopt and check the file, read pages, count.
 *
 * <p>Holds the only ring <em>reader</em> and the only <em>repairer</em>. Every byte of the file may have been written by a
 * hostile process: what is read is copied, checked, then used; every index is bounded. Chronicle Bytes maps and
 * allocates, Agrona's buffers access. Doesn't belong here: who is attached ({@code control}), which CPUs are wanted
 * ({@code hotplug}).
 */
@NullMarked
package io.ringtail.daemon.buffer;

import org.jspecify.annotations.NullMarked;
