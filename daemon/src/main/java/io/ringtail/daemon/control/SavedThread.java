package io.ringtail.daemon.control;

/**
 * What is known of a thread that has written.
 *
 * @param pid its process, as the daemon's pid namespace numbers it; 0 where that is not known
 * @param name fit for a line of text
 */
public record SavedThread(int pid, String name) {}
