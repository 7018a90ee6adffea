/** How the JVMs of benchmarks are started: what they have in common, and nothing that is measured. */
@NullMarked
package io.ringtail.bench.jvm;

import org.jspecify.annotations.NullMarked;
