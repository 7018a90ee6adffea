package io.ringtail.daemon.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringtail.daemon.buffer.BufferFile;
import io.ringtail.proto.event.EventProperties;
import io.ringtail.proto.event.EventSchema;
import io.ringtail.proto.event.FieldType;
import io.ringtail.proto.layout.BufferMode;
import io.ringtail.proto.layout.EventTableDescriptor;
import io.ringtail.proto.layout.Geometry;
import io.ringtail.proto.layout.RingGeometry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventRegistryTest {
    private static final int EVENTS = 40;
    private static final Claimant SELF = claimant(1, 0);

    @TempDir
    Path dir;

    private Quotas quotas = new Quotas(16, 100, 75, 0);
    private BufferFile file;
    private EventRegistry registry;

    @BeforeEach
    void open() throws Exception {
        open(EVENTS);
    }

    @AfterEach
    void close() {
        file.close();
    }

    private void open(int events) throws Exception {
        Geometry geometry = new Geometry(BufferMode.OVERWRITE, 1, new RingGeometry(4096, 4), 1, 64, events);
        file = BufferFile.open(dir.resolve("buffer" + events), geometry);
        registry = new EventRegistry(file, quotas);
    }

    private void reopen() throws Exception {
        file.close();
        open(EVENTS);
        assertThat(file.adopted()).isTrue();
    }

    private RegisteredEvent event(int id) {
        return Objects.requireNonNull(registry.event(id));
    }

    private static Claimant claimant(int pid, int uid) {
        return new Claimant(pid, 5, uid, new BitSet(), new BitSet());
    }

    @Test
    void shouldKeepTheFirstPropertiesAndWhetherAnEventIsEnabledAcrossARestart() throws Exception {
        EventProperties first = EventProperties.parse("enabled: 0\nlabel: Überweisung\nlevel: debug\nseq.unit: n\n");
        EventSchema.Builder schema = EventSchema.builder("load", "tick").field("seq", FieldType.U64);
        int id = registry.register(schema.properties(first).build(), SELF);
        assertThat(registry.isEnabled(event(id))).isFalse();
        EventProperties later = EventProperties.parse("label: Other\n");
        assertThat(registry.register(schema.properties(later).build(), SELF)).isEqualTo(id);
        reopen();
        assertThat(event(id).properties().text()).isEqualTo(first.text());
        assertThat(event(id).format()).startsWith("name: tick\nID: " + id + "\n");
        assertThat(registry.isEnabled(event(id))).isFalse();
        assertThat(registry.register(schema.build(), SELF)).isEqualTo(id);
        assertThat(registry.heal()).isZero();
    }

    @Test
    void shouldLeaveRoomForOtherProcesses() throws Exception {
        quotas = new Quotas(16, 50, 75, 0);
        reopen();
        for (int i = 0; i < 4; i++) {
            registry.register(Schemas.of("load", "event" + i), SELF);
        }
        assertThatThrownBy(() -> registry.register(Schemas.of("load", "more"), SELF))
                .isInstanceOf(EventRefusedException.class)
                .hasMessageContaining("pid 1 has registered 4 of 4 event types, the limit for one process");
        assertThat(registry.register(Schemas.of("load", "event3"), SELF)).isEqualTo(35);
        assertThat(registry.register(Schemas.of("load", "more"), claimant(2, 0)))
                .isEqualTo(36);
    }

    @Test
    void shouldLeaveTheLastToProcessesThatHaveNone() throws Exception {
        for (int i = 0; i < 7; i++) {
            registry.register(Schemas.of("load", "event" + i), SELF);
        }
        assertThatThrownBy(() -> registry.register(Schemas.of("load", "more"), SELF))
                .isInstanceOf(EventRefusedException.class)
                .hasMessageContaining("7 of 8 event types are in use, and the last 1 are kept");
        assertThat(registry.register(Schemas.of("load", "event6"), SELF)).isEqualTo(38);
        assertThat(registry.register(Schemas.of("load", "more"), claimant(2, 0)))
                .isEqualTo(39);
    }

    /** A container of root that is started again and again, each time with other names. */
    @Test
    void shouldLeaveSomeTypesToProcessesThatComeAfterOthersWithGeneratedNames() throws Exception {
        file.close();
        open(Geometry.MAX_EVENTS);
        quotas = new Quotas(16, 50, 75, 0);
        registry = new EventRegistry(file, quotas);
        int few = 31;
        for (int pid = 1; pid <= 10; pid++) {
            fill(pid);
        }
        for (int i = 0; i < few; i++) {
            registry.register(Schemas.of("sound", "event" + i), claimant(11, 0));
        }
        assertThatThrownBy(() -> registry.register(Schemas.of("sound", "more"), claimant(11, 0)))
                .hasMessageContaining("are kept for processes that have few");
    }

    private void fill(int pid) {
        try {
            for (int i = 0; i < Geometry.MAX_EVENTS; i++) {
                registry.register(Schemas.of("generated" + pid, "event" + i), claimant(pid, 0));
            }
        } catch (EventRefusedException e) {
            // as it should be
        }
    }

    /** The heap of an instance with the daemon's default heap of 64 MiB. */
    @Test
    void shouldLeaveTheLastBytesToProcessesThatHaveFew() throws Exception {
        file.close();
        open(Geometry.MAX_EVENTS);
        quotas = new Quotas(16, 50, 75, 0);
        registry = new EventRegistry(file, quotas, new EventBudget(1 << 20));
        for (int pid = 1; pid <= 3; pid++) {
            fill(pid);
        }
        assertThatThrownBy(() -> registry.register(Schemas.of("load", "more"), claimant(3, 0)))
                .hasMessageContaining("bytes of event types are in use, and the last 131072 are kept");
        String[] wide = IntStream.range(0, 64).mapToObj(i -> "x".repeat(60) + i).toArray(String[]::new);
        assertThatThrownBy(() -> registry.register(Schemas.of("sound", "wide", wide), claimant(4, 0)))
                .hasMessageContaining("are kept for processes that have few")
                .hasMessageContaining("RINGTAIL_JAVA_OPTS=-Xmx128m");
        for (int pid = 5; pid <= 15; pid++) {
            fill(pid);
            assertThat(registry.bytesAddedBy(pid, 5)).isBetween(7000L, 8192L);
        }
    }

    @Test
    void shouldLeaveRoomForOtherUsersAlsoAfterARestart() throws Exception {
        for (int i = 0; i < 6; i++) {
            registry.register(Schemas.of("load", "event" + i), claimant(100 + i, 7));
        }
        for (int restarts = 0; restarts < 2; restarts++) {
            assertThatThrownBy(() -> registry.register(Schemas.of("load", "more"), claimant(200, 7)))
                    .isInstanceOf(EventRefusedException.class)
                    .hasMessageContaining("processes of uid 7 have registered 6 of 6 event types");
            reopen();
        }
        assertThat(registry.register(Schemas.of("load", "more"), claimant(300, 8)))
                .isEqualTo(38);
        assertThat(registry.register(Schemas.of("load", "most"), SELF)).isEqualTo(39);
    }

    /** Only the daemon's copy is certain: what the file says between two daemons cannot be verified. */
    @Test
    void shouldRestoreTheCreatorsThatAnotherProcessChanges() throws Exception {
        registry.register(Schemas.of("load", "tick"), claimant(100, 7));
        int creator = file.geometry().eventEntryOffset(32) + EventTableDescriptor.ENTRY_CREATOR_OFFSET;
        file.metadata().putInt(creator, 8);
        assertThat(registry.heal()).isOne();
        assertThat(file.metadata().getInt(creator)).isEqualTo(7);
    }

    /** A charge that was forged between two daemons keeps its victim from new types only. */
    @Test
    void shouldServeWhatIsRegisteredAndItsOwnUserWhateverCreatorsTheFileNames() throws Exception {
        for (int i = 0; i < 6; i++) {
            registry.register(Schemas.of("load", "event" + i), claimant(100, 7));
            int entry = file.geometry().eventEntryOffset(32 + i);
            file.metadata().putInt(entry + EventTableDescriptor.ENTRY_CREATOR_OFFSET, 8);
        }
        reopen();
        assertThat(registry.use().get(0).user()).isEqualTo(new QuotaUse.Share(8, 6, 6));
        assertThat(registry.register(Schemas.of("load", "event3"), claimant(200, 8)))
                .isEqualTo(35);
        assertThatThrownBy(() -> registry.register(Schemas.of("load", "more"), claimant(200, 8)))
                .isInstanceOf(EventRefusedException.class)
                .hasMessageContaining("or start the daemon on a new file");
        assertThat(registry.register(Schemas.of("load", "more"), SELF)).isEqualTo(38);
    }

    @Test
    void shouldKnowTheEventThatStandsForALoss() {
        assertThat(registry.events()).hasSize(1);
        assertThat(registry.event("ringtail", "lost")).isEqualTo(registry.event(1));
        assertThat(event(1).format()).startsWith("name: lost\nID: 1\n");
    }

    @Test
    void shouldGiveTheSameIdForTheSameSchema() throws Exception {
        assertThat(registry.register(Schemas.of("load", "tick", "seq"), SELF)).isEqualTo(32);
        assertThat(registry.register(Schemas.of("load", "tock", "seq"), SELF)).isEqualTo(33);
        assertThat(registry.register(Schemas.of("load", "tick", "seq"), SELF)).isEqualTo(32);
        assertThat(registry.register(Schemas.of("other", "tick", "seq"), SELF)).isEqualTo(34);
    }

    @Test
    void shouldGiveOtherFieldsUnderOneNameIdsAndFormatNamesOfTheirOwn() throws Exception {
        assertThat(registry.register(Schemas.of("load", "tick", "a"), SELF)).isEqualTo(32);
        assertThat(registry.register(Schemas.of("load", "tick", "b"), SELF)).isEqualTo(33);
        assertThat(registry.register(Schemas.of("load", "tick", "b", "a"), SELF))
                .isEqualTo(34);
        assertThat(registry.register(Schemas.of("load", "tick", "b"), SELF)).isEqualTo(33);
        assertThat(event(33).name()).isEqualTo("tick__2");
        assertThat(event(34).name()).isEqualTo("tick__3");
        assertThat(event(34).format()).startsWith("name: tick__3\nID: 34\n");
    }

    @Test
    void shouldRefuseWhatDoesNotFitIntoTheHeap() throws Exception {
        registry = new EventRegistry(file, new Quotas(4, 100, 100, 0), new EventBudget(2500));
        registry.register(Schemas.of("load", "tick", "a"), SELF);
        assertThatThrownBy(() ->
                        registry.register(Schemas.of("load", "tock", "a", "b", "c", "d", "e", "f", "g", "h"), SELF))
                .isInstanceOf(EventRefusedException.class)
                .hasMessageContaining("load:tock needs ")
                .hasMessageContaining(" of 2500 ")
                .hasMessageContaining("-Xmx");
        assertThat(registry.register(Schemas.of("load", "tick", "a"), SELF)).isEqualTo(32);
    }

    @Test
    void shouldAdoptWhatFitsIntoTheHeapAndRegisterOn() throws Exception {
        for (int i = 0; i < 6; i++) {
            registry.register(Schemas.of("load", "tick" + i, "a"), SELF);
        }
        reopen();
        registry = new EventRegistry(file, new Quotas(4, 100, 100, 0), new EventBudget(2500));
        assertThat(registry.events()).hasSizeBetween(2, 6);
        List<RegisteredEvent> left = registry.events();
        reopen();
        assertThat(registry.events()).isEqualTo(left);
        assertThat(registry.register(Schemas.of("load", "tick5", "a"), SELF)).isPositive();
    }

    @Test
    void shouldRegisterAfterAnEntryThatClaimsTheWholeTextArea() throws Exception {
        registry.register(Schemas.of("load", "tick"), SELF);
        int entry = file.geometry().eventEntryOffset(35);
        file.metadata().putLong(entry, file.geometry().eventTextLength() - 1000L);
        file.metadata().putInt(entry + EventTableDescriptor.ENTRY_LENGTH_OFFSET, 1000);
        reopen();
        assertThat(registry.register(Schemas.of("load", "tock"), SELF)).isEqualTo(33);
        assertThat(registry.register(Schemas.of("load", "tick"), SELF)).isEqualTo(32);
        reopen();
        assertThat(registry.register(Schemas.of("load", "tock"), SELF)).isEqualTo(33);
    }

    @Test
    void shouldHealAfterEntriesWereFlippedWhileTheyWereAdopted() throws Exception {
        for (int i = 0; i < 4; i++) {
            registry.register(Schemas.of("load", "tick" + i, "a"), SELF);
        }
        reopen();
        int entry = file.geometry().eventEntryOffset(34);
        long right = file.metadata().getLong(entry);
        AtomicBoolean done = new AtomicBoolean();
        Thread flipping = new Thread(() -> {
            while (!done.get()) {
                file.metadata().putLongOpaque(entry, 0x7000_0000L);
                file.metadata().putLongOpaque(entry, right);
            }
        });
        flipping.start();
        try {
            for (int i = 0; i < 300; i++) {
                new EventRegistry(file, quotas).heal();
            }
        } finally {
            done.set(true);
            flipping.join();
        }
    }

    @Test
    void shouldKeepIdsOverARestart() throws Exception {
        registry.register(Schemas.of("load", "tick", "a"), SELF);
        registry.register(Schemas.of("load", "tick", "b"), SELF);
        registry.register(Schemas.of("load", "tock"), SELF);
        List<RegisteredEvent> before = registry.events();
        reopen();
        assertThat(registry.events()).isEqualTo(before);
        assertThat(registry.register(Schemas.of("load", "tick", "b"), SELF)).isEqualTo(33);
        assertThat(registry.register(Schemas.of("load", "new"), SELF)).isEqualTo(35);
        reopen();
        assertThat(registry.events()).hasSize(5);
    }

    /** Texts like the first lines of a format, and with characters of several bytes. */
    @Test
    void shouldKeepPropertiesOverARestart() throws Exception {
        String lines = """
                description: name: other, ID: 99, format: none, print fmt: ""
                label: ünd €
                name.label: name:
                name.unit: name: x
                """;
        registry.register(
                EventSchema.builder("load", "tick")
                        .field("name", FieldType.U8)
                        .properties(EventProperties.parse(lines))
                        .build(),
                SELF);
        List<RegisteredEvent> before = registry.events();
        assertThat(event(32).properties().text()).isEqualTo(lines);
        reopen();
        assertThat(registry.events()).isEqualTo(before);
        assertThat(registry.heal()).isZero();
    }

    /** Another process writes into the table: lines that are properties, and not those of the daemon. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "label: a\nlabel: b\n",
                "level: loud\n",
                "label: \u001b[31m\n",
                "name.: tick\n",
                "\0: \n",
                "label"
            })
    void shouldDropEntriesWhosePropertiesAreNone(String lines) throws Exception {
        registry.register(Schemas.of("load", "tick"), SELF);
        registry.register(Schemas.of("load", "tock"), SELF);
        RegisteredEvent tick = event(32);
        byte[] text = (tick.system() + '\n' + lines + tick.format()).getBytes(StandardCharsets.UTF_8);
        int free = 1 << 15;
        int entry = file.geometry().eventEntryOffset(32);
        file.allocate(file.geometry().eventTextOffset() + free, text.length);
        file.metadata().putBytes(file.geometry().eventTextOffset() + free, text);
        file.metadata().putLong(entry + EventTableDescriptor.ENTRY_TEXT_OFFSET, free);
        file.metadata().putInt(entry + EventTableDescriptor.ENTRY_LENGTH_OFFSET, text.length);
        reopen();
        assertThat(registry.event("load", "tick")).isNull();
        assertThat(registry.event("load", "tock")).isNotNull();
        assertThat(registry.register(Schemas.of("load", "tick"), SELF)).isEqualTo(32);
        reopen();
        assertThat(registry.event("load", "tick")).isNotNull();
    }

    @Test
    void shouldKeepWhatIsSwitchedOffOverARestart() throws Exception {
        registry.register(Schemas.of("load", "tick"), SELF);
        RegisteredEvent tick = event(32);
        assertThat(registry.isEnabled(tick)).isTrue();
        registry.setEnabled(tick, false);
        reopen();
        assertThat(registry.isEnabled(tick)).isFalse();
        registry.register(Schemas.of("load", "tick"), SELF);
        assertThat(registry.isEnabled(tick)).isFalse();
        registry.setEnabled(tick, true);
        assertThat(registry.isEnabled(tick)).isTrue();
    }

    @Test
    void shouldTellListenersOfNewEventsOnly() throws Exception {
        List<RegisteredEvent> told = new ArrayList<>();
        registry.addListener(told::add);
        registry.register(Schemas.of("load", "tick"), SELF);
        registry.register(Schemas.of("load", "tick"), SELF);
        assertThat(told).containsExactly(event(32));
    }

    @Test
    void shouldRefuseMoreEventsThanThereAreIds() throws Exception {
        for (int i = EventTableDescriptor.FIRST_EVENT_ID; i < EVENTS; i++) {
            registry.register(Schemas.of("load", "event" + i), claimant(i, 0));
        }
        assertThatThrownBy(() -> registry.register(Schemas.of("load", "more"), SELF))
                .isInstanceOf(EventRefusedException.class)
                .hasMessageContaining("all 8 event ids are in use");
        assertThat(registry.register(Schemas.of("load", "event39"), SELF)).isEqualTo(39);
    }

    @Test
    void shouldHaveRoomForAllIds() throws Exception {
        file.close();
        open(Geometry.MAX_EVENTS);
        for (int i = EventTableDescriptor.FIRST_EVENT_ID; i < Geometry.MAX_EVENTS; i++) {
            assertThat(registry.register(Schemas.of("load", "event" + i), claimant(i, 0)))
                    .isEqualTo(i);
        }
        assertThatThrownBy(() -> registry.register(Schemas.of("load", "more"), SELF))
                .hasMessageContaining("all 65504 event ids are in use");
    }

    @Test
    void shouldRefuseEverMoreFieldsUnderOneName() throws Exception {
        file.close();
        open(1024);
        for (int i = 0; i < 256; i++) {
            registry.register(Schemas.of("load", "tick", "field" + i), SELF);
        }
        assertThatThrownBy(() -> registry.register(Schemas.of("load", "tick", "more"), SELF))
                .isInstanceOf(EventRefusedException.class)
                .hasMessageContaining("load:tick is registered with 256 different sets of fields");
    }

    @Test
    void shouldLeaveOutWhatMakesNoSenseInTheFile() throws Exception {
        registry.register(Schemas.of("load", "tick"), SELF);
        registry.register(Schemas.of("load", "tock"), SELF);
        int entry = file.geometry().eventEntryOffset(32);
        file.metadata().putLong(entry, Long.MAX_VALUE - 3);
        reopen();
        assertThat(registry.event(32)).isNull();
        assertThat(registry.event(33)).isNotNull();
        assertThat(registry.register(Schemas.of("load", "new"), SELF)).isEqualTo(32);
    }

    @Test
    void shouldTakeAnyBytesInTheFile() throws Exception {
        Random random = new Random(7);
        for (int round = 0; round < 10; round++) {
            registry.register(Schemas.of("load", "tick" + round % 5), SELF);
            for (int i = 0; i < 8; i++) {
                int id = random.nextInt(EVENTS);
                file.allocate(file.geometry().eventEntryOffset(id), EventTableDescriptor.ENTRY_LENGTH);
                file.metadata().putLong(file.geometry().eventEntryOffset(id), random.nextInt(2000));
                file.metadata().putInt(file.geometry().eventEntryOffset(id) + 8, random.nextInt(500) - 100);
            }
            file.metadata().putByte(file.geometry().eventTextOffset() + random.nextInt(1000), (byte) random.nextInt());
            reopen();
            assertThat(registry.event(1)).isNotNull();
        }
    }
}
