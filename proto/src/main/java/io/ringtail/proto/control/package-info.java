/**
 * The messages of the control socket and of the control ring: what a client and the daemon say to each other, and how
 * it is coded.
 *
 * <p>The socket is a UNIX stream socket. Each direction is a sequence of frames, little endian, at most
 * {@link io.ringtail.proto.control.ControlCodec#MAX_FRAME_LENGTH} bytes each:
 *
 * <pre>
 *     0 length  u32  bytes that follow: 4 and the body's
 *     4 type    u32  {@link io.ringtail.proto.control.MessageType}
 *     8 body         fields one behind the other, not aligned; a string is its length in bytes, u16, then UTF-8
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
 *                                       &lt;--   DOORBELL, at any time: the client reads the control ring
 * </pre>
 *
 * <p>HELLO and REFUSED begin the same in all versions, so that two versions can tell each other what is wrong. The
 * end of the socket says nothing but that it ended: a client goes on writing, a daemon keeps what it granted until the
 * process is proven dead.
 *
 * <p>The control ring is one-way: {@link io.ringtail.proto.control.CpuNotice}, in records of
 * {@link io.ringtail.proto.layout.ControlRingDescriptor}.
 *
 * <p>Doesn't belong here: sockets, and what either side does about a message.
 */
@NullMarked
package io.ringtail.proto.control;

import org.jspecify.annotations.NullMarked;
