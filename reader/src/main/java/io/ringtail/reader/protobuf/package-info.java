/**
 * The encoding of protocol buffers, for the formats that need it.
 *
 * <p>Fields and messages by their numbers belong here; what they mean does not. Source of the format:
 * https://protobuf.dev/programming-guides/encoding. Used inside this module only.
 */
@NullMarked
package io.ringtail.reader.protobuf;

import org.jspecify.annotations.NullMarked;
