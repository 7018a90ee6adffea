package io.ringtail.client.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ringtail.client.libc.LibC;
import java.util.Arrays;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The ways to obtain CPU numbers. JNA is on the class path of these tests, so every way but rseq works on every JDK.
 */
final class CpuIdsTest {
    private static final int MIGRATIONS = 2_000;

    private final ExecutorService thread = Executors.newSingleThreadExecutor();

    @AfterEach
    void stopThread() throws InterruptedException {
        thread.shutdownNow();
        assertThat(thread.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    }

    @ParameterizedTest
    @EnumSource(names = "HASHED", mode = EnumSource.Mode.EXCLUDE)
    void shouldFollowAThreadThatIsMoved(CpuWay way) throws Exception {
        int[] allowed = Affinity.allowedCpus();
        CpuIds cpus = CpuIds.of(way, 0);
        assertThat(cpus.libC()).isNotNull();
        onThread(() -> {
            CpuId cpu = cpus.forCurrentThread();
            for (int i = 0; i < MIGRATIONS; i++) {
                int target = allowed[i % allowed.length];
                Affinity.pinCurrentThread(target);
                assertThat(cpu.cpu()).isEqualTo(target);
            }
        });
    }

    @Test
    void shouldGiveEachThreadAnAreaOfItsOwn() throws Exception {
        int[] allowed = Affinity.allowedCpus();
        assumeTrue(allowed.length > 1, "one CPU cannot tell two threads apart");
        CpuIds cpus = CpuIds.of(CpuWay.RSEQ, 0);
        assumeTrue(cpus.name().startsWith("rseq"), "no rseq here");
        assertThat(cpus.forCurrentThread()).isNotSameAs(cpus.forCurrentThread());
        onThread(() -> {
            Affinity.pinCurrentThread(allowed[0]);
            assertThat(cpus.forCurrentThread().cpu()).isEqualTo(allowed[0]);
            Affinity.pinCurrentThread(allowed[1]);
            assertThat(cpus.forCurrentThread().cpu()).isEqualTo(allowed[1]);
        });
    }

    @Test
    void shouldNeverGiveAVirtualThreadItsCarriersArea() throws Exception {
        CpuIds cpus = CpuIds.of(CpuWay.AUTO, 0);
        CpuId[] seen = new CpuId[2];
        for (int i = 0; i < seen.length; i++) {
            int index = i;
            VirtualThreads.run(() -> {
                seen[index] = cpus.forCurrentThread();
                assertThat(seen[index].cpu()).isNotNegative();
            });
        }
        assertThat(seen[0]).isNotNull().isSameAs(seen[1]);
    }

    @Test
    void shouldKeepAThreadOnOneOfTheGivenCpusWhenHashed() {
        CpuIds cpus = CpuIds.of(CpuWay.HASHED, 3, 5, 1_000);
        CpuId cpu = cpus.forCurrentThread();
        assertThat(cpus.libC()).isNull();
        assertThat(cpus.name()).isEqualTo("hashed by thread id");
        assertThat(cpu.cpu()).isIn(3, 5, 1_000).isEqualTo(cpu.cpu());
    }

    @Test
    void shouldKeepAThreadOnOneCpuWhoseOwnIdCannotBeRead() throws Exception {
        CpuIds cpus = CpuIds.of(CpuWay.HASHED, 3, 5, 1_000);
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread hostile =
                new Thread(() -> {
                    CpuId cpu = cpus.forCurrentThread();
                    assertThat(cpu.cpu()).isIn(3, 5, 1_000).isEqualTo(cpu.cpu());
                }) {
                    @Override
                    public long getId() {
                        throw new AssertionError("no id");
                    }
                };
        hostile.setUncaughtExceptionHandler((thread, e) -> thrown.set(e));
        hostile.start();
        hostile.join();
        assertThat(thrown).hasNullValue();
    }

    @Test
    void shouldSpreadConsecutiveThreadsEvenly() {
        int[] threads = new int[4];
        HashedCpus hashed = new HashedCpus(0, 1, 2, 3);
        for (long id = 1; id <= 4_000; id++) {
            threads[hashed.of(id)]++;
        }
        assertThat(Arrays.stream(threads)).allMatch(count -> count >= 990 && count <= 1_010);
        assertThat(hashed.of(-1)).isBetween(0, 3);
    }

    /** As on a server of 512 CPUs, of which two ranges and CPU 0 are offline. */
    @Test
    void shouldSpreadThreadsOverTheRangesOfALargeServer() {
        int[] online = IntStream.concat(IntStream.range(1, 128), IntStream.range(256, 384))
                .toArray();
        HashedCpus hashed = new HashedCpus(online);
        int[] threads = new int[512];
        for (long id = 1; id <= 100L * online.length; id++) {
            threads[hashed.of(id)]++;
        }
        assertThat(Arrays.stream(online).map(cpu -> threads[cpu])).allMatch(count -> count >= 90 && count <= 110);
        assertThat(Arrays.stream(threads).sum()).isEqualTo(100 * online.length);
        assertThat(IntStream.range(0, 512).filter(cpu -> threads[cpu] > 0).toArray())
                .isEqualTo(online);
    }

    @Test
    void shouldRefuseToSpreadThreadsOverNothing() {
        assertThatThrownBy(() -> CpuIds.of(CpuWay.HASHED)).hasMessageContaining("at least one");
        assertThatThrownBy(() -> CpuIds.of(CpuWay.HASHED, 0, -7)).hasMessageContaining("-7");
    }

    @ParameterizedTest
    @ValueSource(strings = {"fastest", "", "auto,rseq"})
    void shouldTakeTheBestWayWhenThePropertyNamesNone(String name) {
        assertThat(CpuWay.named(name)).isEqualTo(CpuWay.AUTO);
    }

    @ParameterizedTest
    @EnumSource
    void shouldKnowEachWayByItsName(CpuWay way) {
        assertThat(CpuWay.named(" " + way.label() + " ")).isEqualTo(way);
        assertThat(CpuWay.named(way.name())).isEqualTo(way);
    }

    @Test
    void shouldFindTheThreadPointerOnlyWhereItIsKnown() {
        LibC libC = LibC.find();
        assertThat(libC).isNotNull();
        assertThat(RseqArea.threadPointerFromPthreadSelf(libC, "amd64")).isZero();
        assertThat(RseqArea.threadPointerFromPthreadSelf(libC, "riscv64")).isNull();
        assumeTrue(libC.symbol("__rseq_size") != 0, "no glibc 2.35 or later");
        assertThat(RseqArea.threadPointerFromPthreadSelf(libC, "aarch64"))
                .isNotNull()
                .isBetween(1_000L, 10_000L);
    }

    private void onThread(Runnable work) throws Exception {
        Future<?> done = thread.submit(work);
        done.get(60, TimeUnit.SECONDS);
    }
}
