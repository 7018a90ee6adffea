package io.ringtail.reader.tracedat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringtail.reader.KernelFiles;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Version 7 files whose sections and pages are compressed. */
@Tag("once")
final class CompressedFilesTest {
    private static final String C_OVERRUN = "C_overrun_cpu0.raw";
    private static final String B_SCHED = "B_sched_cpu0.raw B_sched_cpu1.raw";

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({"4096, " + B_SCHED, "4096, " + C_OVERRUN, "65536, D_subbuf64k_cpu0.raw"})
    void shouldReadWhatStockTraceCmdCompresses(int pageSize, String pages) throws Exception {
        Path plain = plain(pageSize, pages);
        Path compressed = directory.resolve("compressed.dat");
        StockTraceCmd.compress(plain, compressed, directory);
        assertThat(Files.size(compressed)).isLessThan(Files.size(plain));
        assertThat(Reports.checkSame(compressed, directory)).isEqualTo(Reports.ours(plain));
    }

    @ParameterizedTest
    @CsvSource({"4096, " + B_SCHED, "4096, " + C_OVERRUN, "65536, D_subbuf64k_cpu0.raw"})
    void shouldWriteWhatStockTraceCmdReads(int pageSize, String pages) throws Exception {
        Path plain = plain(pageSize, pages);
        Path compressed = compressed(pageSize, pages);
        assertThat(Files.size(compressed)).isLessThan(Files.size(plain));
        assertThat(Reports.checkSame(compressed, directory)).isEqualTo(Reports.ours(plain));
        try (TraceDatReader reader = TraceDatReader.open(compressed)) {
            assertThat(reader.head().tgids()).containsEntry(7, 5);
            assertThat(reader.head().clock()).isEqualTo("mono");
            assertThat(reader.cpuCount()).isEqualTo(4);
        }
    }

    @Test
    void shouldReadZlib() throws Exception {
        byte[] page = KernelFiles.pages(C_OVERRUN).get(0);
        Path plain = plain(4096, C_OVERRUN);
        Path file = Files.write(directory.resolve("zlib.dat"), zlib(deflated(page), page.length, plain));
        assertThat(Reports.ours(file)).isEqualTo(Reports.ours(plain));
    }

    @Test
    void shouldRefuseChunksThatBecomeTooLarge() throws Exception {
        byte[] zeroes = new byte[64 << 20];
        Path plain = plain(4096, C_OVERRUN);
        Path bomb = Files.write(directory.resolve("bomb.dat"), zlib(deflated(zeroes), zeroes.length, plain));
        assertThatThrownBy(() -> Reports.ours(bomb))
                .isInstanceOf(TraceDatException.class)
                .hasMessageContaining(bomb.toString())
                .hasMessageContaining("become 67108864")
                .hasMessageContaining("the limit of 8388608");
    }

    @Test
    void shouldRefuseChunksWithAnotherLengthThanTheyClaim() throws Exception {
        byte[] zeroes = new byte[64 << 20];
        Path plain = plain(4096, C_OVERRUN);
        for (int claimed : new int[] {0, 4096, 8192, zeroes.length / 16}) {
            Path bomb = Files.write(directory.resolve("bomb.dat"), zlib(deflated(zeroes), claimed, plain));
            assertThatThrownBy(() -> Reports.ours(bomb))
                    .isInstanceOf(TraceDatException.class)
                    .hasMessageContaining("chunk 0 of CPU 0");
        }
    }

    @Test
    void shouldReadOrRefuseDamagedFiles() throws Exception {
        byte[] whole = Files.readAllBytes(compressed(4096, B_SCHED));
        Path damaged = directory.resolve("damaged.dat");
        Random random = new Random(5);
        for (int round = 0; round < 600; round++) {
            byte[] bytes = round % 3 == 0 ? Arrays.copyOf(whole, random.nextInt(whole.length)) : whole.clone();
            for (int i = 0; i < 3 && bytes.length > 0; i++) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            Files.write(damaged, bytes);
            try {
                Reports.ours(damaged);
            } catch (TraceDatException e) {
                assertThat(e).hasMessageContaining(damaged.toString());
            }
        }
    }

    @Test
    void shouldNameAnAlgorithmThatItDoesNotKnow() throws Exception {
        byte[] bytes = Files.readAllBytes(compressed(4096, B_SCHED));
        System.arraycopy(ForgedTrace.bytes("lzma"), 0, bytes, 18, 4);
        Path file = Files.write(directory.resolve("lzma.dat"), bytes);
        assertThatThrownBy(() -> TraceDatReader.open(file))
                .hasMessageContaining("compressed with lzma")
                .hasMessageNotContaining("damaged");
    }

    /** A file with the head of another one and one CPU, whose pages are one chunk. */
    private byte[] zlib(byte[] chunk, int decompressedLength, Path like) throws Exception {
        TraceDatHead head;
        try (TraceDatReader reader = TraceDatReader.open(like)) {
            head = reader.head();
        }
        ByteBuffer pages = ByteBuffer.allocate(12 + chunk.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(1)
                .putInt(chunk.length);
        pages.putInt(decompressedLength).put(chunk);
        ChunkWriter deflating = new ChunkWriter(new Zlib(), head.pageSize());
        FileContents contents = FileContents.of(head, new TreeMap<>(), 1);
        Map<Integer, byte[]> sections = HeadEncoder.sections(contents, deflating);
        long[][][] places = new long[1][1][2];
        long[] starts = {HeadEncoder.encodeCompressed(contents, places, new long[1], sections).length};
        places[0][0][0] = starts[0] + HeadEncoder.SECTION_HEAD;
        places[0][0][1] = pages.capacity();
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        byte[] encoded = HeadEncoder.encodeCompressed(contents, places, starts, sections);
        System.arraycopy(ForgedTrace.bytes("zlib"), 0, encoded, 18, 4);
        file.writeBytes(encoded);
        file.writeBytes(HeadEncoder.bufferSection(pages.capacity()));
        file.writeBytes(pages.array());
        return file.toByteArray();
    }

    /** Compresses as zlib does, in spite of the interface's promise. */
    private static final class Zlib implements PageCompressor {
        @Override
        public int mostBytes(int length) {
            return length + 100;
        }

        @Override
        public int compress(byte[] from, int length, byte[] to) {
            byte[] deflated = deflated(Arrays.copyOf(from, length));
            System.arraycopy(deflated, 0, to, 0, deflated.length);
            return deflated.length;
        }
    }

    private static byte[] deflated(byte[] bytes) {
        Deflater deflater = new Deflater();
        deflater.setInput(bytes);
        deflater.finish();
        byte[] out = new byte[bytes.length + 100];
        int length = deflater.deflate(out);
        deflater.end();
        return Arrays.copyOf(out, length);
    }

    private Path plain(int pageSize, String pages) throws Exception {
        Path file = directory.resolve("plain.dat");
        FileContents contents = FileContents.of(TraceDatTest.kernelHead(pageSize), channels(pages), 4);
        TraceDatWriter.write(Destination.file(file), contents);
        return file;
    }

    private Path compressed(int pageSize, String pages) throws Exception {
        Path file = directory.resolve("ours.dat");
        TraceDatHead head = TraceDatTest.kernelHead(pageSize);
        TraceDatHead named = new TraceDatHead(
                pageSize,
                head.headerPage(),
                head.headerEvent(),
                head.events(),
                head.cmdlines(),
                head.clock(),
                "a note",
                Map.of(7, 5));
        TraceDatWriter.writeCompressed(
                Destination.file(file), FileContents.of(named, channels(pages), 4), PageCompressor.pureJava());
        return file;
    }

    private SortedMap<Integer, FileChannel> channels(String pages) throws Exception {
        SortedMap<Integer, FileChannel> channels = new TreeMap<>();
        List<byte[]> bytes = KernelFiles.pages(pages);
        for (int cpu = 0; cpu < bytes.size(); cpu++) {
            Path file = Files.write(directory.resolve("cpu" + cpu), bytes.get(cpu));
            channels.put(cpu, FileChannel.open(file, StandardOpenOption.READ));
        }
        return channels;
    }
}
