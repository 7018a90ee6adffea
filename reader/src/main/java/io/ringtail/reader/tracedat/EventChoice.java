package io.ringtail.reader.tracedat;

import io.ringtail.proto.page.CommonFields;
import io.ringtail.reader.EventSink;
import io.ringtail.reader.EventView;
import io.ringtail.reader.LossCause;
import io.ringtail.reader.filter.SelectedEvents;
import io.ringtail.reader.filter.Selection;
import io.ringtail.reader.format.EventDecoder;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** Decides which of a file's events a selection has, by decoding those that it has to. Not thread-safe. */
final class EventChoice implements EventSink {
    private final @Nullable BitSet cpus;
    private final @Nullable EventDecoder decoder;
    private boolean chosen;

    /**
     * Creates a choice.
     *
     * @param cpus the CPUs that are wanted; null for all
     */
    EventChoice(TraceDatReader file, Selection selection, @Nullable BitSet cpus) {
        this.cpus = cpus;
        this.decoder = selection.isAll() ? null : file.decoder(new SelectedEvents(selection, null, this));
    }

    boolean hasCpu(int cpu) {
        return cpus == null || cpus.get(cpu);
    }

    /** Whether the event at a cursor, whose CPU is wanted, is wanted, too. */
    boolean has(CpuCursor at) {
        if (decoder == null) {
            return true;
        }
        chosen = false;
        if (at.payloadLength() >= CommonFields.LENGTH) {
            decoder.event(at.page(), at.payloadOffset(), at.payloadLength(), at.timestamp(), at.cpu());
        }
        return chosen;
    }

    @Override
    public void onEvent(EventView event) {
        chosen = true;
    }

    @Override
    public void onLost(int cpu, long count, LossCause cause) {}

    @Override
    public void onLate(int cpu, long byNs) {}
}
