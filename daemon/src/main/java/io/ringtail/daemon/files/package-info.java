/**
 * Files and directories that must be this daemon's own: who owns them, who may write, and that none is a link or a pipe.
 *
 * <p>Belongs here: what is checked before a file of the run directory is opened, and the modes that files get. Doesn't: what
 * is in them.
 */
@NullMarked
package io.ringtail.daemon.files;

import org.jspecify.annotations.NullMarked;
