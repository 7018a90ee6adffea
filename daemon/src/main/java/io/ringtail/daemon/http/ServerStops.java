package io.ringtail.daemon.http;

/** The event that tells a channel's handlers that the daemon stops. */
enum ServerStops {
    NOW
}
