/**
 * The layout of the mapped file: descriptors with diagrams, each offset derived from the one before, and the packing of
 * the ring's words.
 *
 * <p>The diagrams name the writer and the ordering of every shared field. Code that reads or writes the file does not
 * belong here.
 *
 * <pre>
 *   0 +--------------------+
 *     | header             |  {@link io.ringtail.proto.layout.HeaderDescriptor}
 *     +--------------------+
 *     | control ring       |  {@link io.ringtail.proto.layout.ControlRingDescriptor}
 *     +--------------------+
 *     | client table       |  {@link io.ringtail.proto.layout.ClientDescriptor}
 *     +--------------------+
 *     | thread slots       |  {@link io.ringtail.proto.layout.ThreadSlotDescriptor}
 *     +--------------------+
 *     | event table        |  {@link io.ringtail.proto.layout.EventTableDescriptor}
 *     +--------------------+
 *     | saved command lines|  {@link io.ringtail.proto.layout.CmdlineDescriptor}
 *     +--------------------+
 *     | counters           |  Agrona counters: metadata, then values
 *     +--------------------+
 *     | CPU descriptors    |  {@link io.ringtail.proto.layout.CpuDescriptor}, one for each possible CPU
 *     +--------------------+  aligned to 64 KiB
 *     | region of CPU 0    |  {@link io.ringtail.proto.layout.RingDescriptor}
 *     | ...                |  sparse: storage only for CPUs that have been online
 *     +--------------------+
 * </pre>
 */
@NullMarked
package io.ringtail.proto.layout;

import org.jspecify.annotations.NullMarked;
