package io.ringtail.daemon.hotplug;

import io.ringtail.proto.layout.HeaderDescriptor;
import java.util.BitSet;
import org.agrona.concurrent.AtomicBuffer;

/** The header's online mask, seen by its only writer: a word is loaded plainly and stored with release. */
final class OnlineMask {
    private final AtomicBuffer header;

    OnlineMask(AtomicBuffer header) {
        this.header = header;
    }

    boolean get(int cpu) {
        return (word(cpu) & HeaderDescriptor.maskBit(cpu)) != 0;
    }

    void set(int cpu) {
        store(cpu, word(cpu) | HeaderDescriptor.maskBit(cpu));
    }

    void clear(int cpu) {
        store(cpu, word(cpu) & ~HeaderDescriptor.maskBit(cpu));
    }

    BitSet copy() {
        long[] words = new long[HeaderDescriptor.MASK_LENGTH / Long.BYTES];
        for (int i = 0; i < words.length; i++) {
            words[i] = header.getLong(HeaderDescriptor.ONLINE_MASK_OFFSET + i * Long.BYTES);
        }
        return BitSet.valueOf(words);
    }

    private long word(int cpu) {
        return header.getLong(HeaderDescriptor.onlineWordOffset(cpu));
    }

    private void store(int cpu, long word) {
        header.putLongRelease(HeaderDescriptor.onlineWordOffset(cpu), word);
    }
}
