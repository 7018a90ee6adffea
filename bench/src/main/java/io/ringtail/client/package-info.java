/** Benchmarks of an event's cost, run within the client's package so that no daemon takes part. */
@NullMarked
package io.ringtail.client;

import org.jspecify.annotations.NullMarked;
