package io.ringtail.daemon.control;

import io.ringtail.client.barrier.ProcessBarrier;
import io.ringtail.client.conductor.ClientConductor;
import io.ringtail.client.conductor.Registration;
import io.ringtail.client.ring.Attachment;
import io.ringtail.proto.event.EventSchema;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A tracer's conductor that records the messages it receives. */
final class TestTracer implements AutoCloseable {
    final List<Attachment> attachments = new CopyOnWriteArrayList<>();
    final ClientConductor conductor;

    TestTracer(Path dir) {
        conductor = new ClientConductor(dir, () -> ProcessBarrier.using(null), attachments::add);
        conductor.start();
    }

    Event register(EventSchema schema) {
        Event event = new Event(schema);
        conductor.register(event);
        return event;
    }

    Attachment attachment() throws Exception {
        Eventually.until("an attachment", () -> !attachments.isEmpty());
        return attachments.get(attachments.size() - 1);
    }

    @Override
    public void close() {
        conductor.close();
    }

    /** A registration that records its answers. */
    static final class Event implements Registration {
        final List<Integer> ids = new CopyOnWriteArrayList<>();
        final List<Attachment> attachments = new CopyOnWriteArrayList<>();
        final List<String> refusals = new CopyOnWriteArrayList<>();
        private final EventSchema schema;

        Event(EventSchema schema) {
            this.schema = schema;
        }

        @Override
        public EventSchema schema() {
            return schema;
        }

        @Override
        public void onId(Attachment attachment, int id) {
            attachments.add(attachment);
            ids.add(id);
        }

        @Override
        public void onRefused(String reason) {
            refusals.add(reason);
        }

        int id() throws Exception {
            Eventually.until("an id", () -> !ids.isEmpty());
            return ids.get(ids.size() - 1);
        }
    }
}
