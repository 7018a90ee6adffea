package io.ringtail.client;

/** An event type's id in the buffer file of an instance, and the records with which threads write there. */
final class InstanceBinding {
    /** The instance's name. */
    final String instance;
    /** The instance's own account, in a field, since there may be no stack for a call. */
    final LostEvents lost;

    private final Threads threads;
    private final Binding binding;

    /**
     * Creates a binding.
     *
     * @param threads the instance's own: each thread has a slot in each file that it writes to
     */
    InstanceBinding(String instance, Threads threads, Binding binding) {
        this.instance = instance;
        this.lost = threads.lost();
        this.threads = threads;
        this.binding = binding;
    }

    /**
     * Writes a copy of an event if the instance has its type enabled.
     *
     * @return false if it has not, or if the event was dropped and counted
     */
    boolean write(byte[] payload, int length, boolean cut) {
        if (!binding.enabled()) {
            return false;
        }
        try {
            return threads.record().copy(binding, payload, length, cut);
        } catch (VirtualMachineError e) {
            binding.onNoRecord(e);
            return false;
        }
    }
}
