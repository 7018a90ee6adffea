/**
 * On which CPU, and as which thread of the kernel, the caller runs.
 *
 * <p>A {@link io.ringtail.client.cpu.CpuIds} is made once, off the hot path. It gives each writing thread a
 * {@link io.ringtail.client.cpu.CpuId}, which answers per event. The ways, best first; one that does not work here is
 * passed over:
 *
 * <ol>
 *   <li>{@code rseq}: the kernel keeps the number in the thread's restartable-sequences area, registered by glibc 2.35
 *       and later; reading it is one load. Platform threads only.
 *   <li>{@code getcpu}: a call of {@code sched_getcpu}, by {@code java.lang.foreign} from JDK 22 on (a few ns), else by
 *       JNA (tens of ns). The way for virtual threads, whose carrier, and with it the area, changes.
 *   <li>{@code jna}: never chosen by itself; the same through JNA on a JDK that could do better.
 *   <li>{@code hashed}: the thread's id picks one of the CPUs. Makes no native call and needs nothing: the way on JDK 17
 *       without JNA. Any CPU's ring takes any thread's events, so this costs locality and the truth of the CPU column.
 * </ol>
 *
 * <p>The property {@code ringtail.cpu} names the way to begin with ({@code auto} when it is not set). From JDK 24 on all
 * but {@code hashed} make the JVM print a native-access warning unless the application was given native access:
 * see {@link io.ringtail.client.libc}.
 *
 * <p>Which ring belongs to a CPU, or what to do when there is none, is not decided here: a number may be that of a CPU
 * nobody has heard of yet, and it may be out of date by the time it is used.
 */
@NullMarked
package io.ringtail.client.cpu;

import org.jspecify.annotations.NullMarked;
