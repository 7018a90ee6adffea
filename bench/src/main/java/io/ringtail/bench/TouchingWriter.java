package io.ringtail.bench;

import io.ringtail.client.barrier.ProcessBarrier;
import io.ringtail.client.conductor.ClientConductor;
import io.ringtail.client.libc.LibC;
import io.ringtail.client.ring.Attachment;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A client in this process whose writer can be made to run on any CPU. */
final class TouchingWriter implements AutoCloseable {
    private final AtomicReference<@Nullable Attachment> attached = new AtomicReference<>();
    private final ClientConductor conductor;

    TouchingWriter(Path directory) {
        conductor = new ClientConductor(directory, () -> ProcessBarrier.using(LibC.find()), attached::set);
        conductor.start();
    }

    boolean isAttached() {
        return attached.get() != null;
    }

    /** Looks up a CPU's ring, as an event on it does. */
    void touch(int cpu) {
        Attachment attachment = attached.get();
        if (attachment != null) {
            attachment.ringFor(cpu);
        }
    }

    @Override
    public void close() {
        conductor.close();
    }
}
