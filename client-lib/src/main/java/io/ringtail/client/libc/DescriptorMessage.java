package io.ringtail.client.libc;

import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A {@code struct msghdr} with one buffer and room for one descriptor, in its own memory.
 *
 * <pre>
 *     0  msghdr    name 0, namelen 0, iov → 56, iovlen 1, control → 72, controllen 20, flags 0
 *    56  iovec     base → 96, len
 *    72  cmsghdr   len 20 (u64), level SOL_SOCKET (u32), type SCM_RIGHTS (u32), descriptor (u32), 4 unused
 *    96  bytes
 * </pre>
 *
 * <p>The layout is that of 64-bit Linux, on both architectures. Source: cmsg(3), {@code include/linux/socket.h}.
 */
final class DescriptorMessage {
    private static final int IOV_OFFSET = 56;
    private static final int CONTROL_OFFSET = 72;
    private static final int BYTES_OFFSET = 96;

    private static final int MSG_IOV = 16;
    private static final int MSG_IOVLEN = 24;
    private static final int MSG_CONTROL = 32;
    private static final int MSG_CONTROLLEN = 40;
    private static final int CMSG_LEVEL = CONTROL_OFFSET + 8;
    private static final int CMSG_TYPE = CONTROL_OFFSET + 12;
    private static final int CMSG_DESCRIPTOR = CONTROL_OFFSET + 16;
    /** The length for one descriptor: the kernel closes further ones, for which there is no room. */
    private static final long CMSG_LENGTH = 20;

    private static final int SOL_SOCKET = 1;
    private static final int SCM_RIGHTS = 1;

    private static final int NONE = -1;

    private final ByteBuffer memory;
    private final long address;

    private DescriptorMessage(LibC libC, int length) {
        this.memory = ByteBuffer.allocateDirect(BYTES_OFFSET + length).order(ByteOrder.nativeOrder());
        this.address = libC.address(memory);
        memory.putLong(MSG_IOV, address + IOV_OFFSET)
                .putLong(MSG_IOVLEN, 1)
                .putLong(MSG_CONTROL, address + CONTROL_OFFSET)
                .putLong(MSG_CONTROLLEN, CMSG_LENGTH)
                .putLong(IOV_OFFSET, address + BYTES_OFFSET)
                .putLong(IOV_OFFSET + Long.BYTES, length);
    }

    /** Creates a message to send without a descriptor. */
    static DescriptorMessage of(LibC libC, byte[] bytes) {
        DescriptorMessage message = new DescriptorMessage(libC, bytes.length);
        message.memory.putLong(MSG_CONTROLLEN, 0).put(BYTES_OFFSET, bytes);
        return message;
    }

    /** Creates a message to send with a descriptor. */
    static DescriptorMessage of(LibC libC, byte[] bytes, int descriptor) {
        DescriptorMessage message = new DescriptorMessage(libC, bytes.length);
        message.memory
                .putLong(CONTROL_OFFSET, CMSG_LENGTH)
                .putInt(CMSG_LEVEL, SOL_SOCKET)
                .putInt(CMSG_TYPE, SCM_RIGHTS)
                .putInt(CMSG_DESCRIPTOR, descriptor)
                .put(BYTES_OFFSET, bytes);
        return message;
    }

    /** Creates a message with room to receive one byte. */
    static DescriptorMessage empty(LibC libC) {
        return new DescriptorMessage(libC, 1);
    }

    /** Passes this message to a system call that sends or fills it. */
    long passTo(LibC libC, long systemCall, int socket, int flags) {
        try {
            return libC.syscall(systemCall, socket, address, flags);
        } finally {
            Reference.reachabilityFence(memory);
        }
    }

    /** Returns the received descriptor, or -1 if the message had none. */
    int descriptor() {
        boolean carries = memory.getLong(MSG_CONTROLLEN) >= CMSG_LENGTH
                && memory.getLong(CONTROL_OFFSET) == CMSG_LENGTH
                && memory.getInt(CMSG_LEVEL) == SOL_SOCKET
                && memory.getInt(CMSG_TYPE) == SCM_RIGHTS;
        return carries ? memory.getInt(CMSG_DESCRIPTOR) : NONE;
    }
}
