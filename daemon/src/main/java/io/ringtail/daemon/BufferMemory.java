package io.ringtail.daemon;

/** The kinds of memory that may hold a daemon's buffer. */
public enum BufferMemory {
    /** Sealed if the service manager keeps descriptors and there is no file to adopt; otherwise a file. */
    AUTO,
    /** A file of the run directory. */
    FILE,
    /** An unnamed file of fixed length, handed to clients over the control socket. */
    SEALED
}
