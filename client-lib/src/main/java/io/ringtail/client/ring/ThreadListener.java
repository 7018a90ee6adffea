package io.ringtail.client.ring;

/**
 * Told of threads that begin to write, or have another name; called on such a thread or the conductor's, so it must neither
 * block nor throw.
 */
@FunctionalInterface
public interface ThreadListener {
    /**
     * A thread has a slot and a name.
     *
     * @param tid its id, as the kernel gives it to this process
     * @param id the id that its events carry
     */
    void onThread(int slot, int tid, int id, String name);
}
