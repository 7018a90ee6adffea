/**
 * Stress tests of how a client releases its thread slots, in the package of the slots since they drive them from
 * within.
 */
@NullMarked
package io.ringtail.client.ring;

import org.jspecify.annotations.NullMarked;
