package io.ringtail.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.proto.event.EventSchema;
import io.ringtail.proto.event.FieldType;
import io.ringtail.proto.event.FormatText;
import io.ringtail.proto.layout.BufferMode;
import io.ringtail.proto.layout.EventTableDescriptor;
import io.ringtail.proto.layout.Geometry;
import io.ringtail.proto.layout.RingGeometry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Too many event types in the file that a daemon adopts with the heap that its start script sets. */
@Timeout(300)
@Tag("extensive")
@Tag("once")
final class EventTypesTest {
    private static final List<String> HEAP = List.of("-Xmx64m", "-XX:+ExitOnOutOfMemoryError");
    private static final long MOST_HEAP_KB = 52 << 10;
    private static final int MANY = 20_000;
    /** Five times what it takes beside many busy processes. */
    private static final long MOST_MS = 30_000;

    private static final int TOO_MANY = 60_000;
    private static final int SIZE_OF_MANY = 1 << 10;
    private static final int LARGE = 400;
    private static final int SIZE_OF_LARGE = 120 << 10;
    private static final Geometry SIZES = Geometry.of(BufferMode.OVERWRITE, 1, new RingGeometry(4096, 4));

    @TempDir
    Path sysfs;

    @Test
    void shouldListTwentyThousandInOneGo() throws Exception {
        try (RingtailHost host = host()) {
            host.kill();
            try (Table table = new Table(host)) {
                for (int i = 0; i < MANY; i++) {
                    table.add(0);
                }
            }
            host.restart();
            long start = System.nanoTime();
            String list = host.run("list", "--dir", host.dir());
            long tookMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
            System.out.printf(
                    Locale.ROOT,
                    "list of %d types: %d ms; heap after collection %d KB%n",
                    MANY,
                    tookMs,
                    Heap.usedKb(host.daemon().pid()));
            assertThat(tookMs).isLessThan(MOST_MS);
            assertThat(list.lines())
                    .hasSize(MANY + 2)
                    .anyMatch(line -> line.matches("many:e777 +777 +yes +- +- +u64 a, string b"));
            assertThat(host.run("disable", "--dir", host.dir(), "many:e777")).contains("many:e777 disabled");
            assertThat(host.run("list", "--dir", host.dir(), "--event", "many:e777"))
                    .containsPattern("e777 +777 +no");
            assertThat(Heap.usedKb(host.daemon().pid())).isLessThan(MOST_HEAP_KB);
        }
    }

    @Test
    void shouldServeWithAsManyAsFitIntoItsHeap() throws Exception {
        try (RingtailHost host = host()) {
            host.kill();
            try (Table table = new Table(host)) {
                for (int i = 0; i < LARGE; i++) {
                    table.add(SIZE_OF_LARGE);
                }
                while (table.nextId < TOO_MANY) {
                    table.claimTheLastText();
                }
            }
            restartAndUse(host);
            host.kill();
            try (Table table = new Table(host)) {
                while (table.nextId < TOO_MANY && table.hasRoom()) {
                    table.add(SIZE_OF_MANY);
                }
            }
            restartAndUse(host);
            host.kill();
            host.restart();
            assertThat(host.daemon().err()).doesNotContain("entries of the event table");
        }
    }

    private RingtailHost host() throws Exception {
        Path cpus = Files.createDirectories(sysfs.resolve("devices/system/cpu"));
        for (String name : List.of("possible", "present", "online")) {
            Files.writeString(cpus.resolve(name), "0\n");
        }
        return new RingtailHost(
                HEAP,
                "--sysfs",
                sysfs.toString(),
                "--buffer-size",
                "16k",
                "--subbuf-size",
                "4k",
                "--buffer-memory",
                "file");
    }

    private static void restartAndUse(RingtailHost host) throws Exception {
        host.restart();
        assertThat(host.run("list", "--dir", host.dir())).contains("many:e100 ");
        assertThat(host.get("/stats")).contains("many:e100\"");
        long heap = Heap.usedKb(host.daemon().pid());
        System.out.printf(Locale.ROOT, "as many types as fit: heap after collection %d KB%n", heap);
        assertThat(heap).isLessThan(MOST_HEAP_KB);
        assertThat(host.daemon().err()).contains(" entries of the event table").doesNotContain("OutOfMemory");
    }

    /** The event table, as written by any process that can write the buffer. */
    private static final class Table implements AutoCloseable {
        private final FileChannel file;
        private int nextId = 100;
        private int textEnd = 1 << 12;
        private int lastLength;

        Table(RingtailHost host) throws Exception {
            file = FileChannel.open(host.directory().resolve("buffer"), StandardOpenOption.WRITE);
        }

        boolean hasRoom() {
            return textEnd + 2 * SIZE_OF_MANY < SIZES.eventTextLength();
        }

        void add(int size) throws Exception {
            EventSchema schema = EventSchema.builder("many", "e" + nextId)
                    .field("a", FieldType.U64)
                    .field("b", FieldType.STRING)
                    .build();
            String text = "many\n" + FormatText.formatText(schema, nextId, schema.name());
            byte[] padded = (text + " ".repeat(Math.max(0, size - text.length()))).getBytes(StandardCharsets.UTF_8);
            file.write(ByteBuffer.wrap(padded), SIZES.eventTextOffset() + textEnd);
            textEnd += padded.length;
            lastLength = padded.length;
            entry();
        }

        void claimTheLastText() throws Exception {
            entry();
        }

        private void entry() throws Exception {
            ByteBuffer entry =
                    ByteBuffer.allocate(EventTableDescriptor.ENTRY_LENGTH).order(ByteOrder.LITTLE_ENDIAN);
            entry.putLong(EventTableDescriptor.ENTRY_TEXT_OFFSET, textEnd - lastLength);
            entry.putInt(EventTableDescriptor.ENTRY_LENGTH_OFFSET, lastLength);
            file.write(entry, SIZES.eventEntryOffset(nextId));
            enable();
            nextId++;
        }

        private void enable() throws Exception {
            ByteBuffer word = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            file.write(word.putInt(0, 1), SIZES.enableOffset(nextId));
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
