package io.ringtail.daemon.control;

/**
 * The saved data of a thread that has written.
 *
 * @param pid its process, as numbered in the daemon's pid namespace; 0 if unknown
 * @param name suitable for a line of text
 */
public record SavedThread(int pid, String name) {}
