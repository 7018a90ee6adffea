package io.ringtail.reader.tracedat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.SortedMap;
import java.util.TreeMap;

/** Each CPU's compressed pages, in temporary files without a name. */
final class CompressedFiles implements AutoCloseable {
    private final Destination destination;
    private final SortedMap<Integer, FileChannel> channels = new TreeMap<>();

    CompressedFiles(Destination destination) {
        this.destination = destination;
    }

    void add(int cpu, FileChannel pages, ChunkWriter chunks) throws IOException {
        Path file = destination.temporary(".cpu" + cpu + ".zst");
        FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.READ);
        channels.put(cpu, channel);
        Files.delete(file);
        chunks.compress(pages, channel);
    }

    SortedMap<Integer, FileChannel> channels() {
        return channels;
    }

    @Override
    public void close() throws IOException {
        for (FileChannel channel : channels.values()) {
            channel.close();
        }
    }
}
