package io.ringtail.daemon.hotplug;

import io.ringtail.proto.layout.HeaderDescriptor;
import java.util.BitSet;
import org.agrona.concurrent.AtomicBuffer;

/**
 * The header's online mask, as seen by its only writer: a word is stored with release. Stored words come from the
 * daemon's own copy, and bits that another process has changed are restored: the handshake has published every bit set
 * there, so it may be stored again at any time.
 */
final class OnlineMask {
    private final AtomicBuffer header;
    private final long[] words = new long[HeaderDescriptor.MASK_LENGTH / Long.BYTES];

    /**
     * Adopts the file's mask.
     *
     * @param allowed CPUs whose bits may remain set; all others are cleared
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

    /** Restores the words that another process has changed; returns their number. */
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
