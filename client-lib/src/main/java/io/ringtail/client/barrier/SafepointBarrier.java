package io.ringtail.client.barrier;

/**
 * Executes barriers by a global safepoint of this JVM: every thread that runs Java code stops, and passes a full
 * barrier before it continues. Takes up to some milliseconds.
 *
 * <p>HotSpot has no explicit request for a safepoint. The search for deadlocked monitors is the cheapest operation that
 * always causes one. Without the module {@code java.management}, a dump of all threads serves, at a cost that grows
 * with their number. Operations on a single thread ({@code Thread.getStackTrace}, {@code getState}) stop only that
 * thread, and are no barrier.
 */
final class SafepointBarrier implements ProcessBarrier {
    private final String operation;
    private final Runnable safepoint;

    private SafepointBarrier(String operation, Runnable safepoint) {
        this.operation = operation;
        this.safepoint = safepoint;
    }

    /** Chooses the cheapest operation available in this JVM. */
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
