/**
 * Waking receivers: one thread looks at the rings' words, and wakes the receivers whose rings have moved.
 *
 * <p>Belongs here: which rings have moved, who sleeps on which event loop, and when to look again. Does not: what a
 * receiver then reads. Writers take no part, and pay nothing: see decision 9 in {@code docs/adr}.
 *
 * <p>No wake-up is lost, for three reasons. A receiver goes to sleep in the same task of its event loop in which its
 * poll has found nothing. A movement is compared with the words seen at the last hand-over to that loop, and is
 * therefore noticed at the first look after it, however late that is. And a hand-over is a task of that loop, which
 * comes either before the poll, which then finds what was seen, or after the receiver has gone to sleep, and wakes it.
 */
@NullMarked
package io.ringtail.daemon.wake;

import org.jspecify.annotations.NullMarked;
