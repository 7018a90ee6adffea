/**
 * Keys, certificates and tokens in files, and what a client of a daemon trusts.
 *
 * <p>Reading PEM files, the permissions of secret files, and the verification of servers belong here; connections do
 * not.
 */
@NullMarked
package io.ringtail.reader.tls;

import org.jspecify.annotations.NullMarked;
