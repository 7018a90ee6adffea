/** What many hosts' pages cost a broker, and what a shipper costs beside Kafka's own producer of the same bytes. */
@NullMarked
package io.ringtail.bench.fleet;

import org.jspecify.annotations.NullMarked;
