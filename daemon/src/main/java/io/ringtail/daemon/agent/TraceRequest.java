package io.ringtail.daemon.agent;

import io.ringtail.reader.tracecmd.TraceCmdMessage;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The parameters of TRACE_REQ.
 *
 * <pre>
 *   body:     u32 flags, u32 unused, u64 trace id
 *   payload:  {u32 id, u32 length, data}…     id 0: u32 count, then arguments, each ends with NUL
 *                                             id 1: names of protocols that synchronise clocks
 * </pre>
 *
 * <p>Flags and unknown parameters mean nothing here. The names of protocols do not either: the times are the host's
 * monotonic clock, which needs a common moment instead, and the file's head has one.
 *
 * @param arguments those of the command line behind {@code -A}
 */
record TraceRequest(List<String> arguments) {
    private static final int BODY_LENGTH = 2 * Integer.BYTES + Long.BYTES;
    private static final int PARAMETER_HEAD = 2 * Integer.BYTES;
    private static final int ARGUMENTS = 0;
    private static final int MOST_ARGUMENTS = 1024;

    static TraceRequest decode(TraceCmdMessage message) throws RequestRefusedException {
        if (message.body().length < BODY_LENGTH) {
            throw new RequestRefusedException("its request has a body of " + message.body().length + " bytes: at least "
                    + BODY_LENGTH + " are needed");
        }
        ByteBuffer parameters = ByteBuffer.wrap(message.payload());
        List<String> arguments = new ArrayList<>();
        while (parameters.hasRemaining()) {
            if (parameters.remaining() < PARAMETER_HEAD) {
                throw new RequestRefusedException("its request ends within a parameter");
            }
            int id = parameters.getInt();
            int length = parameters.getInt();
            if (length < 0 || length > parameters.remaining()) {
                throw new RequestRefusedException("a parameter of its request has " + Integer.toUnsignedString(length)
                        + " bytes, of which there are " + parameters.remaining());
            }
            ByteBuffer data = parameters.slice(parameters.position(), length);
            parameters.position(parameters.position() + length);
            if (id == ARGUMENTS) {
                arguments = arguments(data);
            }
        }
        return new TraceRequest(arguments);
    }

    private static List<String> arguments(ByteBuffer data) throws RequestRefusedException {
        int count = data.remaining() < Integer.BYTES ? -1 : data.getInt();
        if (count < 0 || count > MOST_ARGUMENTS || count > data.remaining()) {
            throw new RequestRefusedException("its request states " + Integer.toUnsignedString(count) + " arguments in "
                    + data.remaining() + " bytes");
        }
        byte[] bytes = new byte[data.remaining()];
        data.get(bytes);
        List<String> arguments = new ArrayList<>(count);
        int start = 0;
        for (int i = 0; i < count; i++) {
            int end = start;
            while (end < bytes.length && bytes[end] != 0) {
                end++;
            }
            if (end == bytes.length) {
                throw new RequestRefusedException("argument " + i + " of its request has no end");
            }
            arguments.add(new String(bytes, start, end - start, StandardCharsets.UTF_8));
            start = end + 1;
        }
        return arguments;
    }
}
