/**
 * The page for browsers: static files that decode a stream where they are shown. {@code page} in this module's resources
 * has them; uPlot comes from its npm package.
 */
@NullMarked
package io.ringtail.daemon.page;

import org.jspecify.annotations.NullMarked;
