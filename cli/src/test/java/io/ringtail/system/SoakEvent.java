package io.ringtail.system;

/** What happens in a soak, as its report counts it. */
enum SoakEvent {
    STARTED("applications started"),
    KILLED("applications killed"),
    STOPPED("applications stopped for a time"),
    THREADS("threads that wrote one event"),
    RECEIVER_STOPPED("receivers stopped for a time"),
    CPUS("changes of the online CPUs"),
    SNAPSHOT("snapshots"),
    DAEMON_KILLED("daemons killed"),
    DAEMON_STOPPED("daemons ended");

    private final String label;

    SoakEvent(String label) {
        this.label = label;
    }

    String label() {
        return label;
    }
}
