package io.ringtail.daemon.agent;

/** The event that informs a session that the daemon is stopping. */
enum AgentStops {
    NOW
}
