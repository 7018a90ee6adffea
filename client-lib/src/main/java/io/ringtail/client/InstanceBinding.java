package io.ringtail.client;

/**
 * An event type's id in the buffer file of an instance, and the records with which threads write there.
 *
 * @param instance the instance's name
 * @param threads the instance's own: each thread has a slot in each file that it writes to
 */
record InstanceBinding(String instance, Threads threads, Binding binding) {
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
