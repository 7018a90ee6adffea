package io.ringtail.daemon.http;

/** The event that informs a channel's handlers that the daemon is stopping. */
enum ServerStops {
    NOW
}
