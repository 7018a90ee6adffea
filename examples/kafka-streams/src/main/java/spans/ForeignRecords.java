package spans;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.LogAndContinueExceptionHandler;

/**
 * Passes over what no shipper has written, with a line in the log. Any other failure, such as a topic of metadata that
 * cannot be read for a moment, ends the program: the page is not at fault, and comes again after the next start.
 */
public final class ForeignRecords extends LogAndContinueExceptionHandler {
    /** Creates a handler; Kafka Streams calls this. */
    public ForeignRecords() {}

    @Override
    public Response handleError(ErrorHandlerContext context, ConsumerRecord<byte[], byte[]> page, Exception problem) {
        return problem instanceof SerializationException ? super.handleError(context, page, problem) : Response.fail();
    }
}
