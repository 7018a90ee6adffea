/**
 * Measurements and stress tests, without anything that needs them to pass: JMH benchmarks, jcstress tests and the short
 * stress run of the build.
 */
@NullMarked
package io.ringtail.bench;

import org.jspecify.annotations.NullMarked;
