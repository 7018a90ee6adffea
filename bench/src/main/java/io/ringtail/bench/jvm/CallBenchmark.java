package io.ringtail.bench.jvm;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The usual settings of a benchmark: the average time of a call, in nanoseconds, in three JVMs that Ringtail can run
 * in. A subclass inherits each annotation, and each value of {@link Fork}, that it does not give itself.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 3,
        jvmArgsAppend = {"-Xmx256m", OpenModules.MISC, OpenModules.REF, OpenModules.REFLECT, OpenModules.CHANNELS})
public abstract class CallBenchmark {}
