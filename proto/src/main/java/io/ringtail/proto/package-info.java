/**
 * The agreements between Ringtail processes, each in a package below this one. Code that acts (maps files, writes
 * rings, opens sockets) does not belong here, nor does anything that needs more than the JDK.
 */
@NullMarked
package io.ringtail.proto;

import org.jspecify.annotations.NullMarked;
