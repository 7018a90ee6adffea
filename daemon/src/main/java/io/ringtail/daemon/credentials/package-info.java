/**
 * The credentials that clients present over TCP, and the files that give them roles: bearer tokens and client
 * certificates.
 *
 * <p>What a role may do belongs to {@link io.ringtail.daemon.access}; the verification of certificates to {@link
 * io.ringtail.daemon.tls}.
 */
@NullMarked
package io.ringtail.daemon.credentials;

import org.jspecify.annotations.NullMarked;
