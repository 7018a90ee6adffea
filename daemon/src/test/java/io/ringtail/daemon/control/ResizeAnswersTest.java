package io.ringtail.daemon.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.proto.layout.CpuDescriptor;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/** What a resize does with clients that answer, refuse, are silent, or die. */
class ResizeAnswersTest extends HandDrivenConductor {
    private static final int COUNT = 16;

    private FakeProxy ready() {
        FakeProxy client = attach(100, null);
        acknowledge(0, welcome(client).generation(), epoch());
        pass(1);
        assertThat(online()).isEqualTo(0b11);
        return client;
    }

    private CompletableFuture<String> resize(int count) {
        CompletableFuture<String> answer = conductor.resize(count);
        pass(0);
        return answer;
    }

    private long turn(int cpu) {
        return file.metadata().getLong(TestDaemon.GEOMETRY.cpuOffset(cpu) + CpuDescriptor.TURN_OFFSET);
    }

    private void assertUnchanged(CompletableFuture<String> answer, String reason) {
        ExecutionException refused = Assertions.assertThrows(ExecutionException.class, answer::get);
        assertThat(refused.getCause()).hasMessageContaining(reason);
        assertThat(file.sizes().subbufCount())
                .isEqualTo(TestDaemon.GEOMETRY.ring().subbufCount());
        assertThat(turn(0)).isEqualTo(CpuDescriptor.turn(CpuDescriptor.ALONE, 0));
        assertThat(turn(1)).isEqualTo(CpuDescriptor.turn(CpuDescriptor.ALONE, 0));
        assertThat(online()).isEqualTo(0b11);
    }

    @Test
    void shouldTurnOnceAllHaveAnswered() throws Exception {
        FakeProxy client = ready();
        CompletableFuture<String> answer = resize(COUNT);
        assertThat(answer).isNotDone();
        assertThat(turn(0)).isEqualTo(CpuDescriptor.turn(CpuDescriptor.NEXT, 0));
        acknowledge(0, welcome(client).generation(), epoch());
        pass(1);
        assertThat(answer.get()).contains("16 sub-buffers");
        assertThat(file.sizes(1).subbufCount()).isEqualTo(COUNT);
        assertThat(turn(0)).isEqualTo(CpuDescriptor.turn(CpuDescriptor.FORMER, 1));
        pass(1500);
        assertThat(turn(0)).isEqualTo(CpuDescriptor.turn(CpuDescriptor.ALONE, 1));
    }

    @Test
    void shouldGiveUpIfAClientIsSilent() throws Exception {
        FakeProxy client = ready();
        CompletableFuture<String> answer = resize(COUNT);
        pass(4000);
        assertThat(answer).isNotDone();
        pass(1500);
        assertUnchanged(answer, "has not mapped the new rings within 5 s");
        acknowledge(0, welcome(client).generation(), epoch());
        CompletableFuture<String> again = resize(COUNT);
        acknowledge(0, welcome(client).generation(), epoch());
        pass(1);
        assertThat(again.get()).contains("16 sub-buffers");
    }

    @Test
    void shouldGiveUpIfAClientCannotMap() {
        FakeProxy client = ready();
        CompletableFuture<String> answer = resize(COUNT);
        refuse(0, 0b10);
        acknowledge(0, welcome(client).generation(), epoch());
        pass(1);
        assertUnchanged(answer, "cannot map the new ring of CPU 1");
    }

    @Test
    void shouldRefuseASecondOneMeanwhile() {
        ready();
        resize(COUNT);
        assertThat(resize(2 * COUNT))
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .withMessageContaining("under way");
    }

    @Test
    void shouldNotWaitForTheDead() throws Exception {
        ready();
        CompletableFuture<String> answer = resize(COUNT);
        startTimes.put(100, ProcessTable.DEAD);
        pass(2000);
        assertThat(answer.get()).contains("16 sub-buffers");
    }

    @Test
    void shouldGiveANewCpuTheSameSize() throws Exception {
        TestDaemon.setOnline(dir, "0");
        pass(1000);
        CompletableFuture<String> answer = resize(COUNT);
        pass(1);
        assertThat(answer.get()).contains("16 sub-buffers");
        pass(1500);
        TestDaemon.setOnline(dir, "0-2");
        pass(1000);
        pass(10);
        assertThat(file.sizes(2).subbufCount()).isEqualTo(COUNT);
    }

    @Test
    void shouldGiveUpAtARestartWhatNoClientUses() throws Exception {
        ready();
        resize(COUNT);
        restart();
        assertThat(turn(0)).isEqualTo(CpuDescriptor.turn(CpuDescriptor.ALONE, 0));
        assertThat(file.sizes().subbufCount())
                .isEqualTo(TestDaemon.GEOMETRY.ring().subbufCount());
    }
}
