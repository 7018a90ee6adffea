/**
 * The mapped file's layout: descriptors with diagrams, offsets each derived from the one before, the packing of the
 * ring's words, and nothing else.
 *
 * <p>Every shared field names its writer and its ordering here, once. Doesn't belong here: code that reads or writes
 * the file.
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
