/**
 * What an application touches to write events. How events reach a ring, which CPU the caller is on and how the daemon is
 * met belong to the packages below; nothing here needs a JVM flag, blocks, or throws because a daemon is missing.
 */
@NullMarked
package io.ringtail.client;

import org.jspecify.annotations.NullMarked;
