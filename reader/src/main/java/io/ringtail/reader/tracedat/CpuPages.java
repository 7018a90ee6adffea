package io.ringtail.reader.tracedat;

/**
 * The location of a CPU's pages in the file.
 *
 * @param offset bytes from the file's start
 * @param size bytes of pages; the last one may be truncated
 */
record CpuPages(int cpu, long offset, long size) {}
