/**
 * Files and directories that must be this daemon's own: their owner, their permissions, and that none is a link or a
 * pipe; and files that are read again when they change.
 *
 * <p>Checks before a file of the run directory is opened, the modes of files, and the detection of changes belong here;
 * the files' contents do not.
 */
@NullMarked
package io.ringtail.daemon.files;

import org.jspecify.annotations.NullMarked;
