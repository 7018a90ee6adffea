package io.ringtail.client.ring;

/**
 * Receives threads that start to write or have been renamed. Called on such a thread or the conductor's, so it must
 * neither block nor throw.
 */
@FunctionalInterface
public interface ThreadListener {
    /**
     * Called when a thread has a slot and a name.
     *
     * @param tid its id, as the kernel reports it to this process
     * @param id the id that its events carry
     */
    void onThread(int slot, int tid, int id, String name);
}
