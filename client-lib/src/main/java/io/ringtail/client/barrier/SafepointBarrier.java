package io.ringtail.client.barrier;

/**
 * Barriers by a global safepoint of this JVM: every thread that runs Java code stops, and passes a full barrier before it
 * goes on. Up to some milliseconds.
 *
 * <p>HotSpot has no request for a safepoint as such. The search for deadlocked monitors is the cheapest operation that
 * always makes one. Without the module {@code java.management} a dump of all threads does, at a cost that grows with
 * them. Operations on a single thread ({@code Thread.getStackTrace}, {@code getState}) stop that thread only, and are no
 * barrier.
 */
final class SafepointBarrier implements ProcessBarrier {
    private final String operation;
    private final Runnable safepoint;

    private SafepointBarrier(String operation, Runnable safepoint) {
        this.operation = operation;
        this.safepoint = safepoint;
    }

    /** Chooses the cheapest operation that this JVM has. */
    static SafepointBarrier detect() {
        try {
            return new SafepointBarrier("deadlock search", new DeadlockSearch());
        } catch (LinkageError e) {
            return new SafepointBarrier("thread dump", Thread::getAllStackTraces);
        }
    }

    @Override
    public String name() {
        return "safepoint (" + operation + ")";
    }

    @Override
    public boolean isRegistered() {
        return false;
    }

    @Override
    public void acrossThisProcess() {
        safepoint.run();
    }

    @Override
    public boolean acrossRegistered() {
        safepoint.run();
        return true;
    }
}
