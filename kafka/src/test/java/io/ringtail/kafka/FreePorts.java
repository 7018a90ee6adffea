package io.ringtail.kafka;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports for servers that go away and return. They lie below those that the kernel gives to outgoing connections, of
 * which one could otherwise take the port meanwhile, or even connect to itself.
 */
final class FreePorts {
    private static final int FIRST = 10_000;
    private static final int END = 32_000;
    private static final int TRIES = 1000;

    private FreePorts() {}

    /** Returns a port of 127.0.0.1 at which nothing listens. */
    static int next() {
        for (int i = 0; i < TRIES; i++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, END);
            try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return free.getLocalPort();
            } catch (IOException taken) {
                // Another one.
            }
        }
        throw new AssertionError("no port from " + FIRST + " to " + END + " is free");
    }
}
