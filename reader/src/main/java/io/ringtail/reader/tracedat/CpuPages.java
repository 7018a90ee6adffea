package io.ringtail.reader.tracedat;

/**
 * Where a CPU's pages are in the file.
 *
 * @param offset bytes from the file's start
 * @param size bytes of pages, the last one perhaps cut
 */
record CpuPages(int cpu, long offset, long size) {}
