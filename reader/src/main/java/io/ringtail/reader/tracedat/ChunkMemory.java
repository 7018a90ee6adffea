package io.ringtail.reader.tracedat;

/** The limit of the memory for all CPUs' decompressed chunks: half of the JVM's. */
final class ChunkMemory {
    private final String file;
    private final long most = Runtime.getRuntime().maxMemory() / 2;
    private long taken;

    ChunkMemory(String file) {
        this.file = file;
    }

    void take(long bytes, String what) throws TraceDatException {
        taken += bytes;
        if (taken > most) {
            throw new TraceDatException(file + ": the decompressed chunks of its CPUs, up to " + what + ", need "
                    + taken + " bytes of memory, more than the limit of " + most
                    + ": raise the JVM's memory with -Xmx");
        }
    }
}
