package io.ringtail.reader.tracedat;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A buffer of the recording: the top one, whose name is empty, or an instance's.
 *
 * @param clock the trace clock's name
 * @param pageSize bytes of a page
 * @param cpus the location of each CPU's pages
 * @param compression of the pages; null for none
 */
record FileBuffer(
        String name,
        String clock,
        int pageSize,
        List<CpuPages> cpus,
        @Nullable Compression compression) {
    /** Returns the largest page size of the buffers that have pages, or another one if none has. */
    static int largestPage(List<FileBuffer> buffers, int otherwise) {
        return buffers.stream()
                .filter(buffer -> !buffer.cpus().isEmpty())
                .mapToInt(FileBuffer::pageSize)
                .max()
                .orElse(otherwise);
    }

    /** Returns the buffer with the pages of one CPU only. */
    FileBuffer only(int cpu) {
        List<CpuPages> chosen =
                cpus.stream().filter(pages -> pages.cpu() == cpu).toList();
        return new FileBuffer(name, clock, pageSize, chosen, compression);
    }
}
