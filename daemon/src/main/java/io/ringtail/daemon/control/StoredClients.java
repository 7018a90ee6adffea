package io.ringtail.daemon.control;

import io.ringtail.proto.layout.ClientDescriptor;
import io.ringtail.proto.layout.Geometry;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * The processes named in a buffer file's client table, read back as untrusted bytes; no daemon need be alive.
 *
 * @param attached records in use
 * @param living those whose process may be alive on this machine
 */
public record StoredClients(int attached, int living) {
    /** Reads the table and {@code /proc}; the result is meaningful only for a file of this machine's boot. */
    public static StoredClients read(Path file, Geometry geometry) {
        return read(file, geometry, new ProcFilesystem());
    }

    static StoredClients read(Path file, Geometry geometry, ProcessTable processes) {
        ByteBuffer table =
                FileSection.copy(file, geometry.clientTableOffset(), geometry.clients() * ClientDescriptor.LENGTH);
        int attached = 0;
        int living = 0;
        for (int client = 0; client < geometry.clients(); client++) {
            int at = client * ClientDescriptor.LENGTH;
            int pid = table.getInt(at + ClientDescriptor.PID_OFFSET);
            long startTime = table.getLong(at + ClientDescriptor.START_TIME_OFFSET);
            boolean inUse = table.getInt(at + ClientDescriptor.STATE_OFFSET) == ClientDescriptor.IN_USE;
            if (inUse && pid > 0 && startTime > 0) {
                attached++;
                boolean ofThisNamespace =
                        table.getLong(at + ClientDescriptor.PID_NAMESPACE_OFFSET) == processes.namespace();
                living += ofThisNamespace && processes.isProvenDead(pid, startTime) ? 0 : 1;
            }
        }
        return new StoredClients(attached, living);
    }

    /** Returns the process of each record in use, 0 for the others. */
    static int[] pids(Path file, Geometry geometry) {
        ByteBuffer table =
                FileSection.copy(file, geometry.clientTableOffset(), geometry.clients() * ClientDescriptor.LENGTH);
        int[] pids = new int[geometry.clients()];
        for (int client = 0; client < pids.length; client++) {
            int at = client * ClientDescriptor.LENGTH;
            boolean inUse = table.getInt(at + ClientDescriptor.STATE_OFFSET) == ClientDescriptor.IN_USE;
            pids[client] = inUse ? Math.max(0, table.getInt(at + ClientDescriptor.PID_OFFSET)) : 0;
        }
        return pids;
    }
}
