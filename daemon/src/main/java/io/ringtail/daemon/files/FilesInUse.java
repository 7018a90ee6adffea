package io.ringtail.daemon.files;

/**
 * Whether a value that is read from files is that of the files as they are now.
 *
 * @param what the value's name
 * @param problem why an earlier value stays in use, with the remedy; empty if the files' value is in use
 */
public record FilesInUse(String what, String problem) {}
