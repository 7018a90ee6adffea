/**
 * Spans in OpenTelemetry's protocol, OTLP, and sending them over HTTP.
 *
 * <p>{@link io.ringtail.reader.otlp.OtlpSink} pairs the begins and ends of spans by the names that {@code
 * docs/reader.md} lists, and passes each span on when it ends; {@link io.ringtail.reader.otlp.OtlpExporter} sends them in
 * batches. Belongs here: what a span is in OTLP, and the protocol's requests, answers and retries. Does not: where events
 * come from. Source of the protocol: https://opentelemetry.io/docs/specs/otlp, and {@code opentelemetry/proto/trace/v1}
 * in its repository. What is kept in memory is bounded.
 */
@NullMarked
package io.ringtail.reader.otlp;

import org.jspecify.annotations.NullMarked;
