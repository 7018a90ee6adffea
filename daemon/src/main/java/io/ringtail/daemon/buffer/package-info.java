/**
 * The daemon's side of the buffer file and its rings: create, adopt and check the file, read pages, count.
 *
 * <p>Contains the only ring <em>reader</em> and the only <em>repairer</em>. A hostile process may have written any byte
 * of the file: data is copied, validated, then used; every index is bounded. Chronicle Bytes maps and allocates,
 * Agrona's buffers access. The attached clients ({@code control}) and the choice of CPUs ({@code hotplug}) do not
 * belong here.
 */
@NullMarked
package io.ringtail.daemon.buffer;

import org.jspecify.annotations.NullMarked;
