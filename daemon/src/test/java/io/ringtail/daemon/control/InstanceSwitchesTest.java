package io.ringtail.daemon.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.daemon.buffer.BufferFile;
import io.ringtail.proto.event.EventSchema;
import io.ringtail.proto.event.FieldType;
import io.ringtail.proto.layout.BufferMode;
import io.ringtail.proto.layout.Geometry;
import io.ringtail.proto.layout.RingGeometry;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstanceSwitchesTest {
    private static final Geometry GEOMETRY =
            new Geometry(BufferMode.OVERWRITE, 1, new RingGeometry(4096, 4), 1, 64, 40);
    private static final Quotas QUOTAS = new Quotas(16, 100, 100, 0);
    private static final Claimant SELF = new Claimant(1, 5, 0, new BitSet(), new BitSet());
    private static final EventSchema TICK =
            EventSchema.builder("load", "tick").field("seq", FieldType.U64).build();

    @TempDir
    Path dir;

    private BufferFile ownFile;
    private BufferFile firstFile;
    private BufferFile secondFile;
    private EventRegistry own;
    private EventRegistry first;
    private EventRegistry second;
    private InstanceSwitches switches;

    @BeforeEach
    void open() throws Exception {
        ownFile = BufferFile.open(dir.resolve("own"), GEOMETRY);
        firstFile = BufferFile.open(dir.resolve("first"), GEOMETRY);
        secondFile = BufferFile.open(dir.resolve("second"), GEOMETRY);
        own = new EventRegistry(ownFile, QUOTAS);
        first = new EventRegistry(firstFile, QUOTAS, EventPolicy.ofInstance(event -> true));
        second = new EventRegistry(secondFile, QUOTAS, EventPolicy.ofInstance(event -> false));
        switches = new InstanceSwitches(own);
        switches.follow("first", first);
        switches.follow("second", second);
        switches.settle();
    }

    @AfterEach
    void close() {
        ownFile.close();
        firstFile.close();
        secondFile.close();
    }

    private int word(int id) {
        return ownFile.metadata().getIntVolatile(GEOMETRY.enableOffset(id));
    }

    private static void set(EventRegistry registry, int id, boolean enabled) {
        registry.setEnabled(Objects.requireNonNull(registry.event(id)), enabled);
    }

    @Test
    void shouldSetTheBitWhileAnyInstanceHasTheEventEnabled() throws Exception {
        int there = first.register(TICK, SELF);
        int here = own.register(TICK, SELF);
        int elsewhere = second.register(TICK, SELF);
        assertThat(word(here)).isEqualTo(3);
        set(second, elsewhere, true);
        set(first, there, false);
        set(own, here, false);
        assertThat(word(here)).isEqualTo(2);
        set(second, elsewhere, false);
        assertThat(word(here)).isZero();
        set(first, there, true);
        set(own, here, true);
        assertThat(own.heal()).isZero();
        switches.forget("first", first);
        set(first, there, true);
        assertThat(word(here)).isEqualTo(1);
    }

    @Test
    void shouldKeepTheBitAcrossARestartUntilTheInstancesAreKnown() throws Exception {
        first.register(TICK, SELF);
        int here = own.register(TICK, SELF);
        set(own, here, false);
        ownFile.close();
        ownFile = BufferFile.open(dir.resolve("own"), GEOMETRY);
        own = new EventRegistry(ownFile, QUOTAS);
        InstanceSwitches next = new InstanceSwitches(own);
        assertThat(word(here)).isEqualTo(2);
        assertThat(own.isEnabled(Objects.requireNonNull(own.event(here)))).isFalse();
        next.settle();
        assertThat(word(here)).isZero();
        next.follow("first", first);
        assertThat(word(here)).isEqualTo(2);
    }

    @Test
    void shouldTakeEventsOfOneNameForOneWhateverTheirFields() throws Exception {
        own.register(TICK, SELF);
        EventSchema other = EventSchema.builder("load", "tick")
                .field("count", FieldType.U32)
                .build();
        int here = own.register(other, SELF);
        first.register(other, SELF);
        assertThat(word(here)).isEqualTo(3);
    }
}
