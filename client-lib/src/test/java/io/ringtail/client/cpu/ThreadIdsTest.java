package io.ringtail.client.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.client.libc.LibC;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class ThreadIdsTest {
    @Test
    void shouldAgreeByEveryWay() {
        long fromProc = ThreadIds.using(null).current();
        assertThat(ThreadIds.using(LibC.find()).current()).isEqualTo(fromProc);
        assertThat(ThreadIds.using(LibC.viaJna()).current()).isEqualTo(fromProc);
        assertThat(Path.of("/proc/self/task/" + fromProc)).matches(Files::exists, "is a task of this process");
    }

    @Test
    void shouldDifferBetweenThreads() throws Exception {
        ThreadIds ids = ThreadIds.using(LibC.find());
        long other = CompletableFuture.supplyAsync(ids::current).get(30, TimeUnit.SECONDS);
        assertThat(other).isNotEqualTo(ids.current());
    }

    @Test
    void shouldTellVirtualThreadsFromPlatformThreads() throws Exception {
        assertThat(ThreadIds.isVirtual(Thread.currentThread())).isFalse();
        VirtualThreads.run(
                () -> assertThat(ThreadIds.isVirtual(Thread.currentThread())).isTrue());
    }
}
