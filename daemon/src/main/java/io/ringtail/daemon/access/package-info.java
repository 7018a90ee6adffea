/**
 * Who may do what over HTTP: principals, the roles granted to them, and the role that each request needs.
 *
 * <p>Belongs here: everything that decides about access, as plain values that a test can build. Does not: sockets, TLS
 * and HTTP messages; {@code io.ringtail.daemon.http} asks this package about each request.
 */
@NullMarked
package io.ringtail.daemon.access;

import org.jspecify.annotations.NullMarked;
