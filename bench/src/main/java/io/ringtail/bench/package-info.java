/**
 * What is measured and what is stressed, and nothing that either needs to pass: JMH benchmarks, jcstress tests and the
 * short stress run of the build.
 */
@NullMarked
package io.ringtail.bench;

import org.jspecify.annotations.NullMarked;
