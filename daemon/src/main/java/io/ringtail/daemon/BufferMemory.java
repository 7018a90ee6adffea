package io.ringtail.daemon;

/** The memory that a daemon's buffer may lie in. */
public enum BufferMemory {
    /** Sealed where the service manager keeps descriptors and no file is there to adopt; a file elsewhere. */
    AUTO,
    /** A file of the run directory. */
    FILE,
    /** A file without a name and of a fixed length, handed to clients over the control socket. */
    SEALED
}
