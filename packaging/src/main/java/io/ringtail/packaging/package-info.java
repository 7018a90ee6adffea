/** What packages contain beside the program, written from the program's own lists: man pages and completion. */
@NullMarked
package io.ringtail.packaging;

import org.jspecify.annotations.NullMarked;
