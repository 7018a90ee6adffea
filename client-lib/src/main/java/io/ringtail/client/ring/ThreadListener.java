package io.ringtail.client.ring;

/** Told of threads that begin to write; called on such a thread, so it must neither block nor throw. */
@FunctionalInterface
public interface ThreadListener {
    /**
     * A thread has taken a slot.
     *
     * @param tid its id as the kernel knows it
     */
    void onThread(int slot, int tid, String name);
}
