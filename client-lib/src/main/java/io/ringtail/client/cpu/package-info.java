/**
 * The CPU on which the caller runs, and the id of its kernel thread.
 *
 * <p>A {@link io.ringtail.client.cpu.CpuIds} is created once, off the hot path. It gives each writing thread a
 * {@link io.ringtail.client.cpu.CpuId}, which is queried per event. The ways, best first; any that does not work here
 * is skipped:
 *
 * <ol>
 *   <li>{@code rseq}: the kernel stores the number in the thread's restartable-sequences area, registered by glibc 2.35
 *       and later; reading it is one load. Platform threads only.
 *   <li>{@code getcpu}: a call of {@code sched_getcpu}, by {@code java.lang.foreign} from JDK 22 on (a few ns),
 *       otherwise through JNA (tens of ns). The way for virtual threads, whose carrier, and with it the area, changes.
 *   <li>{@code jna}: never chosen automatically; the same call through JNA on a JDK that could do better.
 *   <li>{@code hashed}: the thread's id selects one of the CPUs. Makes no native call and has no requirements: the way
 *       on JDK 17 without JNA. Any CPU's ring accepts any thread's events, so this costs locality and a correct CPU
 *       column.
 * </ol>
 *
 * <p>The property {@code ringtail.cpu} names the first way to try ({@code auto} if it is not set). From JDK 24 on, all
 * but {@code hashed} make the JVM print a native-access warning unless the application was granted native access: see
 * {@link io.ringtail.client.libc}.
 *
 * <p>Choosing a CPU's ring, or an alternative if there is none, does not belong here: a number may denote a CPU that is
 * not known yet, and may be out of date by the time it is used.
 */
@NullMarked
package io.ringtail.client.cpu;

import org.jspecify.annotations.NullMarked;
