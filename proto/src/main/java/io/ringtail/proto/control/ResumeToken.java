package io.ringtail.proto.control;

/**
 * A grant that a client holds from an earlier connection: it identifies one record of one file at one time.
 *
 * <pre>
 *     created     u64  creation time of the file, from its header
 *     client      u32
 *     generation  u32
 * </pre>
 *
 * @param created the file's creation time
 * @param client the record's index
 * @param generation the record's generation when it was granted
 */
public record ResumeToken(long created, int client, int generation) {}
