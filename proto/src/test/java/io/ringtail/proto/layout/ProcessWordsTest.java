package io.ringtail.proto.layout;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Pins the offsets that identify processes and threads: other builds of this layout version rely on them. */
class ProcessWordsTest {
    @Test
    void shouldKeepItsPlaces() {
        assertThat(ClientDescriptor.PID_OFFSET).isEqualTo(24);
        assertThat(ClientDescriptor.PID_NAMESPACE_OFFSET).isEqualTo(40);
        assertThat(ClientDescriptor.UNPLACED_OFFSET).isEqualTo(64);
        assertThat(ThreadSlotDescriptor.TID_OFFSET).isEqualTo(68);
        assertThat(ThreadSlotDescriptor.USES_OFFSET).isEqualTo(76);
        assertThat(ThreadSlotDescriptor.NAME_OFFSET).isEqualTo(80);
        assertThat(ThreadSlotDescriptor.NAME_CAPACITY).isEqualTo(48);
        assertThat(CmdlineDescriptor.PID_OFFSET).isEqualTo(8);
        assertThat(CmdlineDescriptor.NAME_OFFSET).isEqualTo(12);
        assertThat(CmdlineDescriptor.NAME_CAPACITY).isEqualTo(52);
    }

    @Test
    void shouldGiveIdsThatNoThreadOfAHostHas() {
        assertThat(SubstituteId.of(0, 0)).isEqualTo(4_194_304);
        assertThat(SubstituteId.of(17, 1)).isEqualTo(5_242_897);
        assertThat(SubstituteId.of(Geometry.MAX_THREAD_SLOTS - 1, SubstituteId.USES - 1))
                .isEqualTo(Integer.MAX_VALUE);
        assertThat(SubstituteId.of(5, SubstituteId.USES)).isEqualTo(SubstituteId.of(5, 0));
        assertThat(SubstituteId.of(5, -1)).isBetween(SubstituteId.FIRST, Integer.MAX_VALUE);
        assertThat(SubstituteId.slot(SubstituteId.of(1234, -77))).isEqualTo(1234);
        assertThat(SubstituteId.isSubstitute(4_194_303)).isFalse();
        assertThat(SubstituteId.isSubstitute(4_194_304)).isTrue();
    }
}
