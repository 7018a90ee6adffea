package io.ringtail.proto.layout;

/** The names by which processes find a daemon: its run directory and the files in it. */
public final class RunFiles {
    /** The run directory where none is named. */
    public static final String DEFAULT_DIRECTORY = "/run/ringtail";
    /** The environment variable that names the run directory. */
    public static final String DIRECTORY_VARIABLE = "RINGTAIL_DIR";

    /** The TCP port of a packaged daemon's HTTP address, and of the examples. */
    public static final int HTTP_PORT = 9464;

    /** The buffer file. */
    public static final String BUFFER = "buffer";
    /** The control socket. */
    public static final String CONTROL_SOCKET = "control.sock";
    /** The socket for HTTP from this machine. */
    public static final String STREAM_SOCKET = "stream.sock";
    /** The file that holds the daemon's HTTP address. */
    public static final String ADDRESS = "address";
    /** The file that the daemon's process locks. */
    public static final String LOCK = "lock";
    /** The directory of the daemon's instances, each of which has a run directory in it. */
    public static final String INSTANCES = "instances";
    /** In an instance's run directory, its settings: an instance exists while this file does. */
    public static final String INSTANCE = "instance";

    private RunFiles() {}
}
