package io.ringtail.client.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

/** The ways chosen in JVMs that lack something. */
final class CpuFallbackTest {
    private static final int JDK = Runtime.version().feature();
    private static final String HASHED = "-Dringtail.cpu=hashed";

    @Test
    void shouldCallTheCLibraryWithoutRseq() throws Exception {
        Properties found = new ChildJvm(true, Map.of("GLIBC_TUNABLES", "glibc.pthread.rseq=0")).run();
        assertThat(found.getProperty("cpus")).startsWith("sched_getcpu (");
    }

    @Test
    void shouldNeedNoJnaWhereThereAreForeignCalls() throws Exception {
        assumeTrue(JDK >= 22, "no foreign calls before JDK 22");
        Properties found = new ChildJvm(false, Map.of()).run();
        assertThat(found.getProperty("cpus")).endsWith("(foreign call)");
    }

    @Test
    void shouldHashWhereThereIsNoNativeCall() throws Exception {
        assumeTrue(JDK < 22, "foreign calls from JDK 22 on");
        assertFallsBackEntirely(new ChildJvm(false, Map.of()).run());
    }

    @Test
    void shouldHashWhereJnaCannotLoadItsNativePart() throws Exception {
        assumeTrue(JDK < 22, "foreign calls from JDK 22 on");
        assertFallsBackEntirely(
                new ChildJvm(true, Map.of(), "-Djna.nosys=true", "-Djna.nounpack=true", "-Djna.noclasspath=true")
                        .run());
    }

    @Test
    void shouldHashSilentlyWhereNativeAccessIsDenied() throws Exception {
        assumeTrue(JDK >= 24, "native access cannot be denied before JDK 24");
        Properties found = new ChildJvm(true, Map.of(), "--illegal-native-access=deny").run();
        assertFallsBackEntirely(found);
        assertThat(found.getProperty("output")).doesNotContain("native access");
    }

    @Test
    void shouldMakeNoNativeCallWhenHashed() throws Exception {
        Properties found = new ChildJvm(true, Map.of(), HASHED).run();
        assertFallsBackEntirely(found);
        assertThat(found.getProperty("output")).doesNotContain("native access");
    }

    @Test
    void shouldTakeTheBestWayWhenThePropertyNamesNone() throws Exception {
        Properties asked = new ChildJvm(true, Map.of(), "-Dringtail.cpu=quickest").run();
        Properties best = new ChildJvm(true, Map.of()).run();
        assertThat(asked.getProperty("cpus")).isNotNull().isEqualTo(best.getProperty("cpus"));
    }

    @Test
    void shouldStopAllThreadsForEachBarrierWithoutMembarrier() throws Exception {
        Properties found = new ChildJvm(false, Map.of(), HASHED, "-Xlog:safepoint").run();
        assertThat(found.getProperty("barrier")).isEqualTo("safepoint (deadlock search)");
        assertThat(safepoints(found, "FindDeadlocks")).isGreaterThan(Probe.BARRIERS);
    }

    @Test
    void shouldStopAllThreadsForEachBarrierWithoutManagement() throws Exception {
        Properties found = new ChildJvm(false, Map.of(), HASHED, "-Xlog:safepoint", "--limit-modules=java.base").run();
        assertThat(found.getProperty("barrier")).isEqualTo("safepoint (thread dump)");
        assertThat(safepoints(found, "ThreadDump")).isGreaterThan(Probe.BARRIERS);
    }

    private static long safepoints(Properties found, String operation) {
        return found.getProperty("output")
                .lines()
                .filter(line -> line.contains("Safepoint \"" + operation + "\""))
                .count();
    }

    private static void assertFallsBackEntirely(Properties found) {
        assertThat(found.getProperty("cpus")).as(found.getProperty("output")).isEqualTo("hashed by thread id");
        assertThat(found.getProperty("cpu")).isIn("0", "1");
        assertThat(Long.parseLong(found.getProperty("tid"))).isPositive();
        assertThat(found.getProperty("barrier")).startsWith("safepoint");
        assertThat(found.getProperty("registered")).isEqualTo("false");
        assertThat(found.getProperty("across")).isEqualTo("true");
    }
}
