package io.ringtail.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.cli.doctor.Mappings.Mapped;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MappingsTest {
    @Test
    void shouldFindBuffersWithAndWithoutAFile() {
        Mappings mappings = Mappings.parse(List.of(
                "7f00-7f01 rw-s 00000000 00:1a 42                       /run/ring tail/buffer",
                "7f01-7f02 rw-s 00001000 00:1a 42                       /run/ring tail/buffer",
                "7f02-7f03 rw-s 00000000 00:1a 43                       /old/buffer (deleted)",
                "7f03-7f04 rw-s 00000000 00:01 44                       /memfd:ringtail-buffer (deleted)",
                "7f04-7f05 rw-p 00000000 00:00 0                        [heap]",
                "7f05-7f06 rw-p 00000000 00:00 0",
                "7f06-7f07 r-xp 00000000 08:01 45                       /usr/lib/jvm/lib/server/libjvm.so",
                "7f08-7f09 rw-s 00000000 00:1a 42                       (unreachable)/run/buffer",
                "7f07-7f08 rw-s 00000000 08:01 46                       /home/notbuffer"));
        assertThat(mappings.buffers())
                .containsExactly(
                        new Mapped(42, "/run/ring tail/buffer"),
                        new Mapped(43, "/old/buffer (deleted)"),
                        new Mapped(44, "/memfd:ringtail-buffer (deleted)"));
        assertThat(mappings.buffers().get(1).isDeleted()).isTrue();
        assertThat(mappings.buffers().get(1).file()).isEqualTo("/old/buffer");
        assertThat(mappings.hasJvm()).isTrue();
    }

    @Test
    void shouldFindNothingInOtherText() {
        Mappings mappings =
                Mappings.parse(List.of("", "a b c d e f", "1 2 3 4 99999999999999999999 /buffer", "x".repeat(1000)));
        assertThat(mappings.files()).isEmpty();
        assertThat(mappings.isReadable()).isFalse();
    }
}
