package io.ringtail.daemon.hotplug;

import io.ringtail.proto.layout.HeaderDescriptor;
import java.util.BitSet;
import org.agrona.concurrent.AtomicBuffer;

/**
 * The header's online mask, seen by its only writer: a word is stored with release. What is stored comes from the
 * daemon's own copy, and bits that somebody else has changed are put right: each that is set there was published by the
 * handshake, so it may be stored again at any time.
 */
final class OnlineMask {
    private final AtomicBuffer header;
    private final long[] words = new long[HeaderDescriptor.MASK_LENGTH / Long.BYTES];

    /**
     * Takes over the mask that the file has.
     *
     * @param allowed CPUs whose bits may stand; all others are cleared
     */
    OnlineMask(AtomicBuffer header, BitSet allowed) {
        this.header = header;
        for (int i = 0; i < words.length; i++) {
            words[i] = header.getLong(HeaderDescriptor.ONLINE_MASK_OFFSET + i * Long.BYTES);
        }
        BitSet found = copy();
        found.andNot(allowed);
        found.stream().forEach(this::clear);
    }

    boolean get(int cpu) {
        return (words[cpu >>> 6] & HeaderDescriptor.maskBit(cpu)) != 0;
    }

    void set(int cpu) {
        store(cpu, words[cpu >>> 6] | HeaderDescriptor.maskBit(cpu));
    }

    void clear(int cpu) {
        store(cpu, words[cpu >>> 6] & ~HeaderDescriptor.maskBit(cpu));
    }

    BitSet copy() {
        return BitSet.valueOf(words);
    }

    /** Stores again the words that somebody has changed; returns how many. */
    int heal() {
        int healed = 0;
        for (int i = 0; i < words.length; i++) {
            int at = HeaderDescriptor.ONLINE_MASK_OFFSET + i * Long.BYTES;
            if (header.getLongOpaque(at) != words[i]) {
                header.putLongRelease(at, words[i]);
                healed++;
            }
        }
        return healed;
    }

    private void store(int cpu, long word) {
        words[cpu >>> 6] = word;
        header.putLongRelease(HeaderDescriptor.onlineWordOffset(cpu), word);
    }
}
