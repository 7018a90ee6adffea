/**
 * TLS on the HTTP listener: the certificate, its files, the handlers in front of HTTP.
 *
 * <p>Who a client is, and what it may do, does not belong here.
 */
@NullMarked
package io.ringtail.daemon.tls;

import org.jspecify.annotations.NullMarked;
