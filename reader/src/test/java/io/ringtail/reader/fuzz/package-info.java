/**
 * Fuzz tests of all code that decodes untrusted bytes: a build replays the seeds and findings under
 * {@code src/test/resources}; with {@code JAZZER_FUZZ=1} the tests search for new ones.
 */
@NullMarked
package io.ringtail.reader.fuzz;

import org.jspecify.annotations.NullMarked;
