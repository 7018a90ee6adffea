/**
 * What bridges share: the event of a log call, guards and texts.
 *
 * <p>Each bridge has its own package, which needs one library and no other bridge. A bridge runs in the
 * application's calls: it waits for nothing and throws nothing. Events that only one bridge writes belong in its
 * package.
 */
@NullMarked
package io.ringtail.bridge;

import org.jspecify.annotations.NullMarked;
