/**
 * The messages of the control socket and of the control ring: the protocol between a client and the daemon, and its
 * encoding.
 *
 * <p>The socket is a UNIX stream socket. Each direction is a sequence of frames, little endian, at most
 * {@link io.ringtail.proto.control.ControlCodec#MAX_FRAME_LENGTH} bytes each:
 *
 * <pre>
 *     0 length  u32  bytes that follow: 4 plus the body's
 *     4 type    u32  {@link io.ringtail.proto.control.MessageType}
 *     8 body         fields one after the other, not aligned; a string is its length in bytes, u16, then UTF-8
 * </pre>
 *
 * <p>The conversation:
 *
 * <pre>
 *     client                                  daemon
 *     HELLO                             --&gt;
 *                                       &lt;--   WELCOME, or REFUSED and the end
 *     REGISTER_EVENT                    --&gt;
 *                                       &lt;--   EVENT_ID or EVENT_REFUSED, with the same correlation
 *     THREAD                            --&gt;   (no answer)
 *     NEED_SLOTS                        --&gt;
 *                                       &lt;--   SLOTS
 *     WANTED                            --&gt;   (no answer)
 *     SNAPSHOT                          --&gt;   (no answer)
 *                                       &lt;--   DOORBELL, at any time: the client reads the control ring
 *                                       &lt;--   THREAD_ID, at any time, to a client in another pid namespace
 *     GOODBYE                           --&gt;
 *                                       &lt;--   the end
 *
 *     TAKE_BUFFER, on its own connection --&gt;
 *                                       &lt;--   one byte, with the descriptor of a nameless buffer, and the end
 * </pre>
 *
 * <p>HELLO and REFUSED begin the same in all versions, so that two versions can report their mismatch to each other.
 * The end of the socket means only that it ended: a client continues to write, and a daemon keeps its grants until the
 * process is proven dead.
 *
 * <p>The control ring is one-way: {@link io.ringtail.proto.control.CpuNotice}, in records of
 * {@link io.ringtail.proto.layout.ControlRingDescriptor}.
 *
 * <p>Sockets, and either side's reaction to a message, do not belong here.
 */
@NullMarked
package io.ringtail.proto.control;

import org.jspecify.annotations.NullMarked;
