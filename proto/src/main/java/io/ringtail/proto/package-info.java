/**
 * What two Ringtail processes must agree on, one package for each agreement below this one. Code that acts (maps files,
 * writes rings, opens sockets) does not belong here, and neither does anything that needs more than the JDK.
 */
@NullMarked
package io.ringtail.proto;

import org.jspecify.annotations.NullMarked;
