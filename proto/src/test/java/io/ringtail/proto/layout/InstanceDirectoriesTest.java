package io.ringtail.proto.layout;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstanceDirectoriesTest {
    @TempDir
    Path dir;

    @Test
    void shouldFindWhatHasSettingsAndAValidName() throws Exception {
        assertThat(InstanceDirectories.names(dir)).isEmpty();
        for (String name : new String[] {"a", "b-2", "un.named", "unfinished"}) {
            Files.createDirectories(InstanceDirectories.of(dir, name));
            if (!name.equals("unfinished")) {
                Files.createFile(InstanceDirectories.of(dir, name).resolve(RunFiles.INSTANCE));
            }
        }
        assertThat(InstanceDirectories.names(dir)).containsExactlyInAnyOrder("a", "b-2");
    }

    @Test
    void shouldFindNoMoreThanThereMayBe() throws Exception {
        for (int i = 0; i < 2 * InstanceDirectories.MOST; i++) {
            Files.createDirectories(InstanceDirectories.of(dir, "i" + i));
            Files.createFile(InstanceDirectories.of(dir, "i" + i).resolve(RunFiles.INSTANCE));
        }
        assertThat(InstanceDirectories.names(dir)).hasSize(InstanceDirectories.MOST);
    }

    @Test
    void shouldHaveNoNamesThatLeadElsewhere() {
        assertThat(InstanceDirectories.isName("gc_2-Old")).isTrue();
        for (String name : new String[] {"", ".", "..", "a/b", "a b", "é", "a\n", "x".repeat(33)}) {
            assertThat(InstanceDirectories.isName(name)).as(name).isFalse();
        }
    }
}
