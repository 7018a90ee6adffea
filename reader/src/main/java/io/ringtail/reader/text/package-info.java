/**
 * Decoded events as lines of text, of JSON and of CSV, and the rules by which untrusted characters are written.
 *
 * <p>Belongs here: sinks that append lines. Does not: the language of print fmts, and where events come from.
 */
@NullMarked
package io.ringtail.reader.text;

import org.jspecify.annotations.NullMarked;
