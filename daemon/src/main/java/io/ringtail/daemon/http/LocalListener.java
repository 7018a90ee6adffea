package io.ringtail.daemon.http;

import io.ringtail.daemon.access.LocalUsers;
import io.ringtail.daemon.control.SocketPlace;

/**
 * The UNIX socket on which the server listens besides its TCP address.
 *
 * @param place of the socket
 * @param users what its peers may do
 */
public record LocalListener(SocketPlace place, LocalUsers users) {}
