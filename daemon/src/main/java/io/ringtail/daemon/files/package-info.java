/**
 * Files and directories that must be this daemon's own: their owner, their permissions, and that none is a link or a
 * pipe.
 *
 * <p>Checks before a file of the run directory is opened, and the modes of files, belong here; the files' contents do
 * not.
 */
@NullMarked
package io.ringtail.daemon.files;

import org.jspecify.annotations.NullMarked;
