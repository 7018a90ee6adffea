/**
 * Fuzz tests of everything that decodes bytes from outside: in a build they replay the seeds and findings under {@code
 * src/test/resources}, with {@code JAZZER_FUZZ=1} they look for new ones.
 */
@NullMarked
package io.ringtail.reader.fuzz;

import org.jspecify.annotations.NullMarked;
