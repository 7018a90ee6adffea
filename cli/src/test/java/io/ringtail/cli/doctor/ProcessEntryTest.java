package io.ringtail.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProcessEntryTest {
    @TempDir
    private Path proc;

    @Test
    void shouldReadNoMoreThanAMebibyteOfAFile() throws Exception {
        Files.writeString(proc.resolve("environ"), "A=1\0".repeat(1 << 20));
        assertThat(new ProcessEntry(proc).text("environ")).hasSize(1 << 20);
        assertThat(new ProcessEntry(proc).strings("environ")).hasSize(1 << 18).containsOnly("A=1");
    }

    @Test
    void shouldFindNothingInWhatIsMissing() {
        ProcessEntry entry = new ProcessEntry(proc);
        assertThat(entry.text("status")).isEmpty();
        assertThat(entry.maps()).isEmpty();
        assertThat(entry.threads()).isEmpty();
        assertThat(entry.descriptors()).isEmpty();
        assertThat(entry.link("cwd")).isEmpty();
        assertThat(entry.closed()).isEmpty();
    }

    @Test
    void shouldLookIntoAnotherRootThroughTheProcess() throws Exception {
        ProcessEntry entry = new ProcessEntry(proc);
        assertThat(entry.seen(Path.of("/run/ringtail"))).isEqualTo(Path.of("/run/ringtail"));
        Files.createSymbolicLink(proc.resolve("root"), Path.of("/var/container"));
        assertThat(entry.seen(Path.of("/run/ringtail"))).isEqualTo(proc.resolve("root/run/ringtail"));
    }

    @Test
    void shouldShowThisProcess() {
        ProcessEntry entry = new ProcessEntry(Path.of("/proc/self"));
        assertThat(Mappings.parse(entry.maps()).hasJvm()).isTrue();
        assertThat(entry.threads()).isNotEmpty();
        assertThat(entry.descriptors()).isNotEmpty();
        assertThat(entry.hasOwn("ns/pid")).isFalse();
        assertThat(entry.seen(Path.of("/tmp"))).isEqualTo(Path.of("/tmp"));
    }
}
